import { type SpanNode, descend } from './span-tree.js';

/** Numbers spans so that two have the same number when service, name, kind and status agree, in them and below them. */
export function shapesOf(nodes: readonly SpanNode[]): ReadonlyMap<SpanNode, number> {
  const numbers = new Map<string, number>();
  const shapes = new Map<SpanNode, number>();
  for (const [node] of [...descend(nodes)].toReversed()) {
    const below = node.children.map((child) => shapes.get(child));
    const shape = JSON.stringify([node.service, node.name, node.kind, node.status.code, below]);
    const number = numbers.get(shape) ?? numbers.size;
    numbers.set(shape, number);
    shapes.set(node, number);
  }
  return shapes;
}

/** Groups the nodes that have the same shape, in the order of the first node of each group. */
export function groupByShape(
  nodes: readonly SpanNode[],
  shapes: ReadonlyMap<SpanNode, number> = shapesOf(nodes),
): SpanNode[][] {
  return [...Map.groupBy(nodes, (node) => shapes.get(node)).values()];
}
