/** A part of a line, from the offset of its first character to the offset behind its last one. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A line of a picture as it was written. Each interpolation takes one character of its text. */
export class PictureLine {
  readonly #values: ReadonlyMap<number, unknown>;

  /**
   * @param number The line of the picture, from 1 on; 0 for an empty line behind the opening back-tick.
   * @param values The interpolated values, by their offset in `text`.
   */
  constructor(
    readonly number: number,
    readonly text: string,
    values: ReadonlyMap<number, unknown>,
    readonly above: PictureLine | undefined,
  ) {
    this.#values = values;
  }

  get end(): number {
    return this.text.length;
  }

  /** Whether an interpolation stands at `offset`. */
  hasValueAt(offset: number): boolean {
    return this.#values.has(offset);
  }

  /** Returns the interpolated value at `offset`; `undefined` is one, too. */
  valueAt(offset: number): unknown {
    return this.#values.get(offset);
  }

  /** Returns the text of the range, with one character for each interpolation. */
  textOf({ start, end }: Range): string {
    return this.text.slice(start, end);
  }

  /** Returns the text of the range, with `${…}` for each interpolation. */
  written({ start, end }: Range): string {
    const characters = this.text.slice(start, end).split('');
    return characters
      .map((character, index) => (this.hasValueAt(start + index) ? '${…}' : character))
      .join('');
  }
}
