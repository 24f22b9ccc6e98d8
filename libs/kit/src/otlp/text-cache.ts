const SLOTS = 4_096;
const MAX_BYTES = 128;

/**
 * Turns UTF-8 into text, and gives the same string for the same short text, as long as no other one has taken its place.
 * Making a string anew takes several times as long as comparing the bytes with one that is there.
 */
export class TextCache {
  readonly #texts: string[] = Array.from({ length: SLOTS }, () => '');
  readonly #finish: (text: string) => string;

  /** @param finish Makes the string that the cache holds of a text that is new to it. */
  constructor(finish: (text: string) => string = (text) => text) {
    this.#finish = finish;
  }

  /** Returns the text of the bytes from `start` to `end`, with U+FFFD for what is not UTF-8. */
  read(bytes: Buffer, start: number, end: number): string {
    if (end - start > MAX_BYTES) return bytes.toString('utf8', start, end);
    const slot = slotOf(bytes, start, end);
    const text = this.#texts[slot] ?? '';
    if (equals(text, bytes, start, end)) return text;
    return (this.#texts[slot] = this.#finish(bytes.toString('utf8', start, end)));
  }
}

// Most texts differ in one of these bytes, and the comparison finds those that do not.
function slotOf(bytes: Buffer, start: number, end: number): number {
  const length = end - start;
  if (length === 0) return 0;
  const last = bytes[end - 1] ?? 0;
  const third = bytes[start + ((length / 3) | 0)] ?? 0;
  const middle = bytes[start + (length >> 1)] ?? 0;
  const late = bytes[start + length - (length >> 2) - 1] ?? 0;
  const mixed = Math.imul(
    length + last * 31 + third * 961 + middle * 29_791 + late * 923_521,
    0x9e3779b1,
  );
  return mixed >>> 20;
}

/** Whether `text` is these bytes; `false` for a text beyond ASCII, which the cache never finds. */
function equals(text: string, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let index = 0; index < text.length; index++) {
    const byte = bytes[start + index] ?? 0;
    if (byte >= 0x80 || text.charCodeAt(index) !== byte) return false;
  }
  return true;
}

/** Returns a string that is equal, which V8 compares by its address once it names a property. */
export function internalize(text: string): string {
  return Object.keys({ [text]: 0 })[0] ?? text;
}
