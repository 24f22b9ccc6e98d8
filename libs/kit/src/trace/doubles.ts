const doubles = new WeakMap<object, Set<string | number>>();

/**
 * Remembers that the whole number at `key` of these attributes, or of this list, is a double on the wire. In JavaScript
 * 5.0 and 5 are one number, so that this alone knows how a value is to be written back.
 */
export function markDouble(container: object, key: string | number): void {
  const keys = doubles.get(container) ?? new Set();
  doubles.set(container, keys.add(key));
}

/** Whether {@link markDouble} was called for the number at `key` of this object. */
export function isMarkedDouble(container: object, key: string | number): boolean {
  return doubles.get(container)?.has(key) ?? false;
}
