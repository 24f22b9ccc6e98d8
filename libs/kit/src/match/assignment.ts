import type { Steps } from '../running/steps.js';

interface Row {
  readonly costs: readonly number[];
  potential: number;
}

interface Column {
  readonly index: number;
  row: Row | undefined;
  potential: number;
  slack: number;
  reached: boolean;
  previous: Column | undefined;
}

/**
 * Assigns each row of `costs` a column of its own so that the sum of the costs is least, by the Hungarian algorithm, in
 * O(rows² · columns). There must be at least as many columns as rows.
 * @returns The index of the column of each row.
 * @see https://cp-algorithms.com/graph/hungarian-algorithm.html
 */
export function* assign(costs: readonly (readonly number[])[]): Steps<number[]> {
  const rows = costs.map((row): Row => ({ costs: row, potential: 0 }));
  const columns = (costs[0] ?? []).map((_, index) => emptyColumn(index));
  for (const row of rows) {
    const entry = { ...emptyColumn(-1), row };
    reassignRows(yield* findPath(entry, columns));
  }
  const columnOf = new Map(columns.map(({ row, index }) => [row, index]));
  return rows.map((row) => columnOf.get(row) ?? -1);
}

function emptyColumn(index: number): Column {
  return {
    index,
    row: undefined,
    potential: 0,
    slack: Infinity,
    reached: false,
    previous: undefined,
  };
}

/** Finds the cheapest alternating path from `entry` to a column without a row, and returns that column. */
function* findPath(entry: Column, columns: readonly Column[]): Steps<Column> {
  for (const column of columns) {
    column.slack = Infinity;
    column.reached = false;
  }
  const all = [entry, ...columns];
  let current = entry;
  while (current.row) {
    yield;
    current.reached = true;
    const nearest = relax(current, current.row, columns);
    shiftPotentials(all, nearest.slack);
    current = nearest;
  }
  return current;
}

function relax(previous: Column, row: Row, columns: readonly Column[]): Column {
  let nearest = previous;
  for (const column of columns) {
    if (column.reached) continue;
    const slack = (row.costs[column.index] ?? Infinity) - row.potential - column.potential;
    if (slack < column.slack) {
      column.slack = slack;
      column.previous = previous;
    }
    if (nearest === previous || column.slack < nearest.slack) nearest = column;
  }
  return nearest;
}

function shiftPotentials(columns: readonly Column[], delta: number): void {
  for (const column of columns) {
    if (column.reached && column.row) {
      column.row.potential += delta;
      column.potential -= delta;
    } else {
      column.slack -= delta;
    }
  }
}

/** Gives each column on the path that leads to `end` the row of the column before it. */
function reassignRows(end: Column): void {
  let column = end;
  while (column.previous) {
    column.row = column.previous.row;
    column = column.previous;
  }
}
