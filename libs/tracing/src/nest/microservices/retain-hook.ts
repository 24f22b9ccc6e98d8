/**
 * Sets a hook that goes on to work when the application sets its own: the one that is there, and every
 * one to come, is set as what `around` makes of it.
 *
 * @param name of the property that holds the hook; its setter is called `set` and that
 */
export function keepHook<H>(
  target: object,
  name: string,
  around: (hook: H | undefined) => H,
): void {
  const setter = `set${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const set = Reflect.get(target, setter) as (hook: H) => void;
  const setAround = (hook: H | undefined): void => set.call(target, around(hook));
  setAround(Reflect.get(target, name) as H | undefined);
  Object.defineProperty(target, setter, { value: setAround, configurable: true, writable: true });
}
