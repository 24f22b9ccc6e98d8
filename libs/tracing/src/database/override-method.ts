/** Calls the overridden method with `args`. */
type Run = (args: readonly unknown[]) => unknown;

/**
 * Overrides the method `key` that `owner` has or inherits, if any, with one of the same name and length. An inherited
 * method is looked up at each call, as `super` does, since it may be replaced later. The types are loose because
 * drivers declare a method in a dozen overloads that no single signature satisfies.
 *
 * @param call receives the receiver, the arguments, and a function that calls the overridden method
 */
export function overrideMethod(
  owner: object,
  key: string,
  call: (receiver: object, args: readonly unknown[], run: Run) => unknown,
): void {
  const before: unknown = Reflect.get(owner, key);
  if (!isMethod(before)) return;
  const isInherited = !Object.hasOwn(owner, key);
  const overridden = (): Method => (isInherited ? inheritedMethod(owner, key) : before);
  const method = function (this: object, ...args: unknown[]): unknown {
    return call(this, args, (all) => Reflect.apply(overridden(), this, [...all]));
  };
  Object.defineProperties(method, {
    name: { value: before.name, configurable: true },
    length: { value: before.length, configurable: true },
  });
  Object.defineProperty(owner, key, { value: method, configurable: true, writable: true });
}

type Method = (...args: unknown[]) => unknown;

function isMethod(value: unknown): value is Method {
  return typeof value === 'function';
}

function inheritedMethod(owner: object, key: string): Method {
  return Reflect.get(Object.getPrototypeOf(owner) as object, key) as Method;
}
