const MAX_LENGTH = 160;
const CONTEXT_LENGTH = 40;

/**
 * Cuts two printed values that are compared, each if it is longer than 160 characters, to the part around the first
 * character in which they differ. `…` stands for what is cut, and the length of the whole value follows.
 */
export function cutValues(expected: string, received: string): [string, string] {
  const start = Math.max(0, firstDifference(expected, received) - CONTEXT_LENGTH);
  return [cut(expected, start), cut(received, start)];
}

/** Cuts a printed value that is longer than 160 characters to its beginning, as {@link cutValues} does. */
export function cutValue(value: string): string {
  return cut(value, 0);
}

function firstDifference(one: string, other: string): number {
  let index = 0;
  while (index < one.length && one[index] === other[index]) index += 1;
  return index;
}

function cut(text: string, from: number): string {
  if (text.length <= MAX_LENGTH) return text;
  const start = Math.min(from, text.length - MAX_LENGTH);
  const end = start + MAX_LENGTH;
  const part = text.slice(start, end).toWellFormed();
  const before = start > 0 ? '…' : '';
  const after = end < text.length ? '…' : '';
  return `${before}${part}${after} (${text.length.toLocaleString('en')} characters)`;
}
