import type { Fold } from './fold-rows.js';
import type { Mark, Row } from './row.js';

/** The functions that colour a diff and print its values; `this.utils` of a Jest or Vitest matcher has them. */
export interface DiffPaint {
  EXPECTED_COLOR(text: string): string;
  RECEIVED_COLOR(text: string): string;
  DIM_COLOR(text: string): string;
  stringify(value: unknown): string;
}

/** Draws the lines of a diff: each has a mark, then its text, indented by its depth in the tree. */
export function drawLines(rows: readonly (Row | Fold)[], paint: DiffPaint): string {
  return rows.map((row) => drawLine(row, paint)).join('\n');
}

function drawLine(row: Row | Fold, paint: DiffPaint): string {
  if ('folded' in row) return paint.DIM_COLOR(`  ${indent(row.depth)}${row.folded}`);
  const line = `${row.mark} ${indent(row.depth)}${row.text}`;
  if (row.role === 'aside') return paint.DIM_COLOR(line);
  const painted = colorOf(row.mark, paint)(line);
  return row.remark === undefined ? painted : `${painted}${paint.DIM_COLOR(`   ← ${row.remark}`)}`;
}

function colorOf(mark: Mark, paint: DiffPaint): (text: string) => string {
  if (mark === '-') return (text) => paint.EXPECTED_COLOR(text);
  if (mark === '+') return (text) => paint.RECEIVED_COLOR(text);
  return (text) => text;
}

// Spans below this depth are drawn at it: a runaway recursion makes traces thousands of levels deep.
const MAX_INDENT_DEPTH = 100;

function indent(depth: number): string {
  return '  '.repeat(Math.min(depth, MAX_INDENT_DEPTH));
}
