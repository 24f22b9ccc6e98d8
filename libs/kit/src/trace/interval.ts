import type { SpanNode } from './span-tree.js';

/** A stretch of time; both ends are nanoseconds since the Unix epoch. */
export interface Interval {
  readonly start: bigint;
  readonly end: bigint;
}

export function intervalOf(node: SpanNode): Interval {
  return { start: node.startTimeUnixNano, end: node.startTimeUnixNano + node.duration };
}

/** Returns the part of `interval` inside `bounds`; its length is 0 or less when they do not overlap. */
export function clip(interval: Interval, bounds: Interval): Interval {
  return {
    start: interval.start > bounds.start ? interval.start : bounds.start,
    end: interval.end < bounds.end ? interval.end : bounds.end,
  };
}

export function compareTimes(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b);
}
