/** The part of Jest's `this.utils` that a diff is painted with. */
export interface DiffPaint {
  EXPECTED_COLOR(text: string): string;
  RECEIVED_COLOR(text: string): string;
  DIM_COLOR(text: string): string;
  stringify(value: unknown): string;
}

export type Mark = ' ' | '-' | '+' | '!';

/** The lines of a diff: a mark, then the text, indented by its depth in the tree. */
export class DiffLines {
  readonly #paint: DiffPaint;
  readonly #lines: string[] = [];

  constructor(paint: DiffPaint) {
    this.#paint = paint;
  }

  add(mark: Mark, depth: number, text: string, remark?: string): void {
    const line = `${mark} ${indent(depth)}${text}`;
    const painted = this.#colorOf(mark)(line);
    this.#lines.push(
      remark === undefined ? painted : `${painted}${this.#paint.DIM_COLOR(`   ← ${remark}`)}`,
    );
  }

  /** Text beside the tree. */
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

// Deeper spans are drawn at this depth: a runaway recursion makes traces thousands of levels deep.
const MAX_INDENT_DEPTH = 100;

function indent(depth: number): string {
  return '  '.repeat(Math.min(depth, MAX_INDENT_DEPTH));
}
