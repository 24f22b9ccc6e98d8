const MAX_ENTRIES = 256;
const MAX_BYTES = 8 * 1024;

/** Gives the same object for the same bytes, for the latest of them that are not too long. */
export class InternTable<T> {
  readonly #made = new Map<string, T>();

  /** Returns what `make` made of these bytes and this text before, or makes it now. */
  intern(bytes: Buffer, text: string, make: () => T): T {
    if (bytes.length + text.length > MAX_BYTES) return make();
    const key = `${bytes.toString('latin1')}\n${text}`;
    const found = this.#made.get(key) ?? make();
    // What was asked for last stands last, so that the first was not asked for the longest.
    this.#made.delete(key);
    this.#made.set(key, found);
    const [oldest] = this.#made.keys();
    if (this.#made.size > MAX_ENTRIES && oldest !== undefined) this.#made.delete(oldest);
    return found;
  }
}
