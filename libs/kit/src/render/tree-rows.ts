import type { SpanNode } from '../trace/span-tree.js';

export interface TreeRow {
  readonly node: SpanNode;
  /** The spans this row stands for, `node` first; more than one where equal siblings are folded. */
  readonly nodes: readonly SpanNode[];
  /** `│  └─ `, before the name. */
  readonly branch: string;
  /** `│     `, before what is said about the row below it. */
  readonly trunk: string;
}

/** Groups siblings that share a row. */
export type FoldSiblings = (siblings: readonly SpanNode[]) => readonly (readonly SpanNode[])[];

/** The rows of a tree from top to bottom. Children of folded spans are siblings of each other. */
export function treeRows(roots: readonly SpanNode[], fold: FoldSiblings): TreeRow[] {
  const rows: TreeRow[] = [];
  const pending = rowsOf(roots, fold, undefined).toReversed();
  for (let row = pending.pop(); row !== undefined; row = pending.pop()) {
    rows.push(row);
    const children = row.nodes.flatMap(({ children }) => children);
    for (const child of rowsOf(children, fold, row.trunk).toReversed()) pending.push(child);
  }
  return rows;
}

/** One row for each span. */
export function foldNothing(siblings: readonly SpanNode[]): SpanNode[][] {
  return siblings.map((node) => [node]);
}

// Deeper rows are drawn at this depth: a runaway recursion makes traces thousands of levels deep.
const MAX_TRUNK_LENGTH = 100 * '│  '.length;

function rowsOf(
  siblings: readonly SpanNode[],
  fold: FoldSiblings,
  trunk: string | undefined,
): TreeRow[] {
  const groups = fold(siblings);
  return groups.flatMap((nodes, index) => {
    const [node] = nodes;
    if (!node) return [];
    if (trunk === undefined) return { node, nodes, branch: '', trunk: '' };
    const last = index === groups.length - 1;
    const deeper = `${trunk}${last ? '   ' : '│  '}`.slice(0, MAX_TRUNK_LENGTH);
    return { node, nodes, branch: `${trunk}${last ? '└─ ' : '├─ '}`, trunk: deeper };
  });
}
