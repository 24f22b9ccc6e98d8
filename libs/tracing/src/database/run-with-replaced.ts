/**
 * Calls `run` while the function in the own property `key` of `owner` is replaced by what `replace` makes of it.
 * Restores the function afterwards, unless `run` has set the property. Only calls `run` if the property is no
 * writable function.
 */
export function runWithReplaced<K extends string, F extends (...args: never[]) => unknown, R>(
  owner: { [key in K]?: F },
  key: K,
  replace: (value: F) => F,
  run: () => R,
): R {
  const before = Object.getOwnPropertyDescriptor(owner, key);
  const value: unknown = before?.value;
  if (!before?.writable || typeof value !== 'function') return run();
  const during = replace(value as F);
  owner[key] = during;
  try {
    return run();
  } finally {
    if (owner[key] === during) owner[key] = value as F;
  }
}
