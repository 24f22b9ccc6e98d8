/**
 * Puts `replacement` in the place of a method of `object` alone, not of its class or its clones. It is
 * not enumerable, so that copies of the object's properties do not carry it.
 *
 * @param replacement gets the original, bound to `object`, and the arguments
 * @returns puts back what was there
 */
export function replaceMethod<T extends object>(
  object: T,
  name: keyof T,
  replacement: (original: (args: readonly unknown[]) => unknown, args: unknown[]) => unknown,
): () => void {
  const before = Object.getOwnPropertyDescriptor(object, name);
  const method = object[name] as (...args: unknown[]) => unknown;

  function replaced(this: unknown, ...args: unknown[]): unknown {
    if (this !== object) return Reflect.apply(method, this, args);
    return replacement((given) => Reflect.apply(method, object, given), args);
  }

  Object.defineProperty(object, name, { value: replaced, configurable: true, writable: true });
  return () => {
    if (object[name] !== replaced) return;
    // The descriptors of a Proxy, such as Prisma's, may tell less than its properties.
    if (before) Object.defineProperty(object, name, { ...before, value: method });
    else Reflect.deleteProperty(object, name);
  };
}
