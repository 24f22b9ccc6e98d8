import { shapesOf } from '../trace/shape.js';
import type { SpanNode } from '../trace/span-tree.js';
import { type TreeRow, treeRows } from './tree-rows.js';

/**
 * Returns the rows of a tree that lead from `roots` to the `kept` spans, those included. Siblings share a row if they look
 * alike with all that is below them, and are kept alike.
 */
export function prunedRows(
  roots: readonly SpanNode[],
  kept: ReadonlySet<SpanNode>,
): readonly TreeRow[] {
  const visible = withAncestors(kept);
  const shapes = shapesOf(roots);
  return treeRows(roots, (siblings) => {
    const shown = siblings.filter((node) => visible.has(node));
    return [...Map.groupBy(shown, (node) => `${shapes.get(node)} ${kept.has(node)}`).values()];
  });
}

function withAncestors(nodes: Iterable<SpanNode>): Set<SpanNode> {
  const found = new Set<SpanNode>();
  for (const node of nodes) {
    let next: SpanNode | undefined = node;
    while (next && !found.has(next)) {
      found.add(next);
      next = next.parent;
    }
  }
  return found;
}
