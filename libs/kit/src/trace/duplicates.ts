import type { SpanNode } from './span-tree.js';

/** Returns the spans whose id another of the spans has too, a list for each such id. */
export function duplicatesOf(nodes: readonly SpanNode[]): SpanNode[][] {
  const byId = Map.groupBy(nodes, ({ spanId }) => spanId);
  return [...byId.values()].filter(({ length }) => length > 1);
}
