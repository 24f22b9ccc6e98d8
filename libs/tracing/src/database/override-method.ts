type Run = (args: readonly unknown[]) => unknown;

/**
 * Gives `prototype` a method of its own in front of the inherited one, if there is one, with the same name
 * and length. By
 * the descriptor, as drivers declare a method in a dozen overloads that no one signature satisfies.
 *
 * @param call gets the receiver, the arguments, and the inherited method as a function of the arguments
 */
export function overrideMethod(
  prototype: object,
  key: string,
  call: (receiver: object, args: readonly unknown[], run: Run) => unknown,
): void {
  const inherited: unknown = Reflect.get(prototype, key);
  if (!isMethod(inherited)) return;
  const method = function (this: object, ...args: unknown[]): unknown {
    return call(this, args, (all) => Reflect.apply(inherited, this, [...all]));
  };
  Object.defineProperties(method, {
    name: { value: inherited.name, configurable: true },
    length: { value: inherited.length, configurable: true },
  });
  Object.defineProperty(prototype, key, { value: method, configurable: true, writable: true });
}

function isMethod(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === 'function';
}
