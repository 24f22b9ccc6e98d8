import type { SpanNode } from '../trace/span-tree.js';

/** A row of a drawn tree. */
export interface TreeRow {
  readonly node: SpanNode;
  /** The spans that this row stands for, `node` first; several when siblings that look alike are folded. */
  readonly nodes: readonly SpanNode[];
  /** The lines of the tree before the name, such as `│  └─ `. */
  readonly branch: string;
  /** The lines of the tree before a text below the row, such as `│     `. */
  readonly trunk: string;
}

/** Groups siblings; each group shares one row. */
export type FoldSiblings = (siblings: readonly SpanNode[]) => readonly (readonly SpanNode[])[];

/** Returns the rows of a tree from top to bottom. Children of folded spans are treated as siblings. */
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

/** Gives each span a row of its own. */
export function foldNothing(siblings: readonly SpanNode[]): SpanNode[][] {
  return siblings.map((node) => [node]);
}

// Rows below this depth are drawn at it: a runaway recursion makes traces thousands of levels deep.
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
