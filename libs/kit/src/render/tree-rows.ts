import type { SpanNode } from '../trace/span-tree.js';

/** A row of a drawn tree. */
export interface TreeRow {
  readonly node: SpanNode;
  /** The spans that this row stands for, `node` first; several when siblings that look alike are folded. */
  readonly nodes: readonly SpanNode[];
  /** The number of rows above, each the parent of the next; at most {@link MAX_DEPTH}. */
  readonly depth: number;
  /** The lines of the tree before the name, such as `│  └─ `. */
  readonly branch: string;
  /** The lines of the tree before a text below the row, such as `│     `. */
  readonly trunk: string;
}

/** Groups siblings; each group shares one row. */
export type FoldSiblings = (siblings: readonly SpanNode[]) => readonly (readonly SpanNode[])[];

/**
 * Returns the rows of a tree from top to bottom.
 * @param childrenOf Returns the spans below a row. By default the children of all spans that are folded into the row, as
 *   if they were siblings.
 */
export function treeRows(
  roots: readonly SpanNode[],
  fold: FoldSiblings,
  childrenOf: (row: TreeRow) => readonly SpanNode[] = ({ nodes }) =>
    nodes.flatMap(({ children }) => children),
): TreeRow[] {
  const rows: TreeRow[] = [];
  const pending = rowsOf(roots, fold, undefined).toReversed();
  for (let row = pending.pop(); row !== undefined; row = pending.pop()) {
    rows.push(row);
    for (const child of rowsOf(childrenOf(row), fold, row).toReversed()) pending.push(child);
  }
  return rows;
}

/** Rows below this depth are drawn at it: a runaway recursion makes traces thousands of levels deep. */
export const MAX_DEPTH = 100;
const MAX_TRUNK_LENGTH = MAX_DEPTH * '│  '.length;

function rowsOf(
  siblings: readonly SpanNode[],
  fold: FoldSiblings,
  parent: TreeRow | undefined,
): TreeRow[] {
  const groups = fold(siblings);
  return groups.flatMap((nodes, index) => {
    const [node] = nodes;
    if (!node) return [];
    if (!parent) return { node, nodes, depth: 0, branch: '', trunk: '' };
    const { trunk } = parent;
    const last = index === groups.length - 1;
    return {
      node,
      nodes,
      depth: Math.min(parent.depth + 1, MAX_DEPTH),
      branch: `${trunk}${last ? '└─ ' : '├─ '}`,
      trunk: `${trunk}${last ? '   ' : '│  '}`.slice(0, MAX_TRUNK_LENGTH),
    };
  });
}
