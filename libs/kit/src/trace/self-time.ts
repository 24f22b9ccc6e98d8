import { clip, compareTimes, intervalOf } from './interval.js';
import type { SpanNode } from './span-tree.js';

/** Returns the nanoseconds of `node` in which none of its children runs. */
export function selfTime(node: SpanNode): bigint {
  const bounds = intervalOf(node);
  const covered = node.children
    .map((child) => clip(intervalOf(child), bounds))
    .toSorted((a, b) => compareTimes(a.start, b.start));
  let self = node.duration;
  let cursor = bounds.start;
  for (const { start, end } of covered) {
    const from = start > cursor ? start : cursor;
    if (end <= from) continue;
    self -= end - from;
    cursor = end;
  }
  return self;
}
