/**
 * Replaces the hook of `target` by what `wrap` makes of it, now and whenever the application sets another hook.
 *
 * @param name the property that holds the hook; its setter has the same name after `set`
 */
export function wrapHook<H>(target: object, name: string, wrap: (hook: H | undefined) => H): void {
  const setter = `set${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const set = Reflect.get(target, setter) as (hook: H) => void;
  const setWrapped = (hook: H | undefined): void => set.call(target, wrap(hook));
  setWrapped(Reflect.get(target, name) as H | undefined);
  Object.defineProperty(target, setter, { value: setWrapped, configurable: true, writable: true });
}
