import type { Row } from './row.js';

/** A diff with no more rows than this is drawn as it is, if its first fault is not below MAX_ROWS_BEFORE_FAULT others. */
const MAX_ROWS = 60;
const MAX_ROWS_BEFORE_FAULT = 14;
/** How many rows that differ are drawn. */
const MAX_FAULTS = 40;
/** How many rows are drawn below a missing or unexpected span. */
const MAX_BELOW = 4;
/** How many spans above a fault are drawn: the root, and the nearest ones. */
const NEAREST_ANCESTORS = 4;

/** Rows that are left out, and what is said in their place. */
export interface Fold {
  readonly depth: number;
  readonly folded: string;
}

/**
 * Leaves out the rows of a long diff that say nothing about a fault, so that the first fault is among the first 20 lines. A
 * diff of up to 60 rows that begins with a fault stays as it is.
 */
export function foldRows(rows: readonly Row[]): readonly (Row | Fold)[] {
  const firstFault = rows.findIndex(({ role }) => role === 'fault');
  if (rows.length <= MAX_ROWS && firstFault <= MAX_ROWS_BEFORE_FAULT) return rows;
  const shown = rowsToShow(rows);
  const lines: (Row | Fold)[] = [];
  let hidden: Row[] = [];
  for (const row of rows) {
    if (!shown.has(row)) {
      hidden.push(row);
      continue;
    }
    lines.push(...foldOf(hidden), row);
    hidden = [];
  }
  return [...lines, ...foldOf(hidden)];
}

function rowsToShow(rows: readonly Row[]): Set<Row> {
  const shown = new Set<Row>();
  const above: Row[] = [];
  let faults = 0;
  let below = 0;
  for (const row of rows) {
    above.splice(row.depth);
    if (row.role === 'fault' && faults < MAX_FAULTS) {
      faults += 1;
      below = 0;
      for (const ancestor of nearest(above)) shown.add(ancestor);
      shown.add(row);
    } else if (row.role === 'below' && shown.size > 0 && faults < MAX_FAULTS && below < MAX_BELOW) {
      below += 1;
      shown.add(row);
    }
    above[row.depth] = row;
  }
  return shown;
}

function nearest(above: readonly Row[]): readonly Row[] {
  const spans = above.filter((row) => row !== undefined);
  return [...spans.slice(0, 1), ...spans.slice(1).slice(-NEAREST_ANCESTORS)];
}

function foldOf(hidden: readonly Row[]): Fold[] {
  const [first] = hidden;
  if (!first) return [];
  const depth = Math.min(...hidden.map((row) => row.depth));
  const count = (role: Row['role'], one: string, many: string): string[] => {
    const { length } = hidden.filter((row) => row.role === role);
    if (length === 0) return [];
    return [length === 1 ? `1 ${one}` : `${length.toLocaleString('en')} ${many}`];
  };
  const parts = [
    ...count('context', 'span matches', 'spans match'),
    ...count('aside', 'span is ignored', 'spans are ignored'),
    ...count('below', 'line more below', 'lines more below'),
    ...count('fault', 'difference more', 'differences more'),
  ];
  return [{ depth, folded: `… ${parts.join(', ')}` }];
}
