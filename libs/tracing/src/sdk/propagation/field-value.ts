/** The value of a header that comes once. Two of them are none (RFC 9110 §5.3). */
export function readSingleField(carried: unknown): string | undefined {
  const value: unknown = Array.isArray(carried) && carried.length === 1 ? carried[0] : carried;
  return typeof value === 'string' ? trimWhitespace(value) : undefined;
}

/** The value of a header that is a list: several of them are one, in their order (RFC 9110 §5.3). */
export function readListField(carried: unknown): string | undefined {
  if (typeof carried === 'string') return carried;
  const isListOfFields =
    Array.isArray(carried) && carried.every((part) => typeof part === 'string');
  return isListOfFields ? carried.join(',') : undefined;
}

/** Without the optional whitespace around it: spaces and tabs, which is less than what `trim()` takes. */
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
