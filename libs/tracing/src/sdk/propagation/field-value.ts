/** Reads a header that may occur once. If it occurs twice, it has no value (RFC 9110 §5.3). */
export function readSingleField(carried: unknown): string | undefined {
  const value: unknown = Array.isArray(carried) && carried.length === 1 ? carried[0] : carried;
  return typeof value === 'string' ? trimWhitespace(value) : undefined;
}

/**
 * Reads a header that is a list. If it occurs several times, the lists are joined in order (RFC 9110
 * §5.3).
 */
export function readListField(carried: unknown): string | undefined {
  if (typeof carried === 'string') return carried;
  const isListOfFields =
    Array.isArray(carried) && carried.every((part) => typeof part === 'string');
  return isListOfFields ? carried.join(',') : undefined;
}

/** Removes the optional whitespace around a value: spaces and tabs, which is less than `trim()` removes. */
export function trimWhitespace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isWhitespace(text.charCodeAt(start))) start += 1;
  while (end > start && isWhitespace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isWhitespace(charCode: number): boolean {
  return charCode === 0x20 || charCode === 0x09;
}
