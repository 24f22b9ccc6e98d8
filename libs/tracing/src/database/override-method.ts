type Run = (args: readonly unknown[]) => unknown;

/**
 * Gives `owner` a method of its own in front of the one that it has or inherits, if any, with the same name
 * and length. An inherited one is looked up at each call, as `super` does: somebody may replace it later.
 * By the descriptor, as drivers declare a method in a dozen overloads that no one signature satisfies.
 *
 * @param call gets the receiver, the arguments, and the method before as a function of the arguments
 */
export function overrideMethod(
  owner: object,
  key: string,
  call: (receiver: object, args: readonly unknown[], run: Run) => unknown,
): void {
  const before: unknown = Reflect.get(owner, key);
  if (!isMethod(before)) return;
  const isInherited = !Object.hasOwn(owner, key);
  const behind = (): Method => (isInherited ? inheritedMethod(owner, key) : before);
  const method = function (this: object, ...args: unknown[]): unknown {
    return call(this, args, (all) => Reflect.apply(behind(), this, [...all]));
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
