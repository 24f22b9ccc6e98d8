import { displayWidth } from '../trace/display-width.js';

const GAP = '  ';

// A longer cell pushes the rest of its own line alone to the right.
const MAX_WIDTH = 72;

/** Returns lines of cells as texts, each cell below the one above it; a column that is empty everywhere is left out. */
export function alignCells(lines: readonly (readonly string[])[]): string[] {
  const widths = lines.reduce<number[]>(widest, []);
  return lines.map((cells) =>
    cells
      .flatMap((cell, index) => (widths[index] === 0 ? [] : fill(cell, widths[index] ?? 0)))
      .join(GAP)
      .trimEnd(),
  );
}

function widest(widths: readonly number[], cells: readonly string[]): number[] {
  const length = Math.max(widths.length, cells.length);
  return Array.from({ length }, (_, index) => {
    const width = Math.min(displayWidth(cells[index] ?? ''), MAX_WIDTH);
    return Math.max(widths[index] ?? 0, width);
  });
}

function fill(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - displayWidth(cell)));
}
