/**
 * Calls `run` while the own property `key` of `owner`, if it holds a function that can be replaced, holds
 * what `replace` makes of it. Afterwards it is as before, unless `run` has set it.
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
