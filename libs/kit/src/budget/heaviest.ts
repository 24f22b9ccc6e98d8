import type { SpanNode } from '../trace/span-tree.js';

/** Returns the spans of the one service and name whose weights add up to the most. */
export function heaviest(
  spans: readonly SpanNode[],
  weigh: (span: SpanNode) => bigint,
): readonly SpanNode[] {
  let most: readonly SpanNode[] = [];
  let weight = -1n;
  for (const group of Map.groupBy(spans, ({ service, name }) => `${service} · ${name}`).values()) {
    const sum = sumOf(group, weigh);
    if (sum <= weight) continue;
    most = group;
    weight = sum;
  }
  return most;
}

/** Adds up the weights of spans. */
export function sumOf(spans: readonly SpanNode[], weigh: (span: SpanNode) => bigint): bigint {
  return spans.reduce((sum, span) => sum + weigh(span), 0n);
}
