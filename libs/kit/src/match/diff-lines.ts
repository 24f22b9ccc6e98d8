/** The functions of Jest's `this.utils` that colour a diff and print its values. */
export interface DiffPaint {
  EXPECTED_COLOR(text: string): string;
  RECEIVED_COLOR(text: string): string;
  DIM_COLOR(text: string): string;
  stringify(value: unknown): string;
}

/** What a line of a diff shows: a span as expected, a missing one, an unexpected one, or a difference. */
export type Mark = ' ' | '-' | '+' | '!';

/** Collects the lines of a diff: each has a mark, then its text, indented by its depth in the tree. */
export class DiffLines {
  readonly #paint: DiffPaint;
  readonly #lines: string[] = [];

  constructor(paint: DiffPaint) {
    this.#paint = paint;
  }

  /** Adds a line about a span or a field, followed by a remark if there is one. */
  add(mark: Mark, depth: number, text: string, remark?: string): void {
    const line = `${mark} ${indent(depth)}${text}`;
    const painted = this.#colorOf(mark)(line);
    this.#lines.push(
      remark === undefined ? painted : `${painted}${this.#paint.DIM_COLOR(`   ← ${remark}`)}`,
    );
  }

  /** Adds a dimmed line without a mark, for what is no part of the comparison. */
  addAside(depth: number, text: string): void {
    this.#lines.push(this.#paint.DIM_COLOR(`  ${indent(depth)}${text}`));
  }

  toString(): string {
    return this.#lines.join('\n');
  }

  #colorOf(mark: Mark): (text: string) => string {
    if (mark === '-') return this.#paint.EXPECTED_COLOR;
    if (mark === '+') return this.#paint.RECEIVED_COLOR;
    return (text) => text;
  }
}

// Spans below this depth are drawn at it: a runaway recursion makes traces thousands of levels deep.
const MAX_INDENT_DEPTH = 100;

function indent(depth: number): string {
  return '  '.repeat(Math.min(depth, MAX_INDENT_DEPTH));
}
