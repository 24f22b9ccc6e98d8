/** Whether the method `name` of `object` can be replaced on the object itself. */
export function isReplaceable(object: object, name: PropertyKey): boolean {
  const property = Object.getOwnPropertyDescriptor(object, name);
  return property ? property.configurable === true : Object.isExtensible(object);
}

/**
 * Replaces a method of `object` alone, and not of its class or its clones: a clone that has copied the
 * replacement calls the original method.
 *
 * @param replacement gets the original method, bound to `object`, and the arguments
 * @returns a function that restores the original method
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

  Object.defineProperty(object, name, {
    value: replaced,
    configurable: true,
    enumerable: before?.enumerable ?? false,
    writable: true,
  });
  return () => {
    if (object[name] !== replaced) return;
    if (!before) Reflect.deleteProperty(object, name);
    // The descriptors of a Proxy, such as Prisma's, may say less than its properties.
    else if ('value' in before) Object.defineProperty(object, name, { ...before, value: method });
    else Object.defineProperty(object, name, before);
  };
}
