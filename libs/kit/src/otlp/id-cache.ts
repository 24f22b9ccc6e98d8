const SLOTS = 1_024;

/**
 * Turns ids of 8 or 16 bytes into hex digits, and gives the same string for the same id, as long as no other one has taken
 * its place: the spans of a trace name one another.
 */
export class IdCache {
  readonly #ids: string[] = Array.from({ length: SLOTS }, () => '');
  readonly #words = new Int32Array(SLOTS * 4);

  /** Returns the id as lower-case hex digits, `undefined` when all of its bytes are zero. */
  read(bytes: Buffer, start: number, end: number): string | undefined {
    const isLong = end - start === 16;
    const a = word(bytes, start);
    const b = word(bytes, start + 4);
    const c = isLong ? word(bytes, start + 8) : 0;
    const d = isLong ? word(bytes, start + 12) : 0;
    if ((a | b | c | d) === 0) return undefined;
    const slot = Math.imul(a ^ b ^ c ^ d, 0x9e3779b1) >>> 22;
    const id = this.#ids[slot] ?? '';
    if (id.length === 2 * (end - start) && this.#isAt(slot, a, b, c, d)) return id;
    this.#words.set([a, b, c, d], slot * 4);
    return (this.#ids[slot] = bytes.toString('hex', start, end));
  }

  #isAt(slot: number, a: number, b: number, c: number, d: number): boolean {
    const words = this.#words;
    const first = slot * 4;
    return (
      words[first] === a &&
      words[first + 1] === b &&
      words[first + 2] === c &&
      words[first + 3] === d
    );
  }
}

function word(bytes: Buffer, start: number): number {
  return (
    ((bytes[start] ?? 0) << 24) |
    ((bytes[start + 1] ?? 0) << 16) |
    ((bytes[start + 2] ?? 0) << 8) |
    (bytes[start + 3] ?? 0)
  );
}
