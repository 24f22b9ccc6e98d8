/**
 * Sets a hook that goes on to work when the application sets its own: the one that is there, and every
 * one to come, is set as what `wrap` makes of it.
 *
 * @param name of the property that holds the hook; its setter is called `set` and that
 */
export function wrapHook<H>(target: object, name: string, wrap: (hook: H | undefined) => H): void {
  const setter = `set${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const set = Reflect.get(target, setter) as (hook: H) => void;
  const setWrapped = (hook: H | undefined): void => set.call(target, wrap(hook));
  setWrapped(Reflect.get(target, name) as H | undefined);
  Object.defineProperty(target, setter, { value: setWrapped, configurable: true, writable: true });
}
