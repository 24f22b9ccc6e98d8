import type { SpanPattern } from './span-pattern.js';

/**
 * Returns whether a pattern claims that spans are absent: that there are no other children, that they stand in an order, or
 * that no more than a number of them match. Such a claim can be refuted by a span that arrives later.
 */
export function isExact({ children }: SpanPattern): boolean {
  if (!children) return false;
  if (children.ordered || !children.open) return true;
  return children.spans.some(({ pattern, max }) => Number.isFinite(max) || isExact(pattern));
}
