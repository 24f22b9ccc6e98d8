import type { RepeatedSpan, SpanPattern } from '../pattern/span-pattern.js';

/**
 * Returns whether items match patterns in order, each pattern by `min` to `max` neighbouring items, without a rest. It
 * takes at most as many comparisons as there are pairs.
 */
export function matchesSequence<Item>(
  patterns: readonly RepeatedSpan[],
  items: readonly Item[],
  matches: (pattern: SpanPattern, item: Item) => boolean,
): boolean {
  let reached = new Set([0]);
  for (const { pattern, min, max } of patterns) {
    reached = reachWith(items, reached, min, max, (item) => matches(pattern, item));
    if (reached.size === 0) return false;
  }
  return reached.has(items.length);
}

/** Returns the places that are reached when one pattern is repeated, from each place that is reached without it. */
function reachWith<Item>(
  items: readonly Item[],
  places: ReadonlySet<number>,
  min: number,
  max: number,
  accepts: (item: Item) => boolean,
): Set<number> {
  const reached = new Set<number>();
  const endOfRun = runsOf(items, accepts);
  for (const start of places) {
    const end = Math.min(max === 0 ? start : endOfRun(start), start + max);
    for (let place = start + min; place <= end; place++) reached.add(place);
  }
  return reached;
}

/** Returns a function that finds where the run of accepted items ends that begins at a place, asking once per item. */
function runsOf<Item>(
  items: readonly Item[],
  accepts: (item: Item) => boolean,
): (start: number) => number {
  let end = 0;
  let checkedUntil = 0;
  return (start) => {
    if (start < checkedUntil) return Math.max(start, end);
    end = start;
    while (end < items.length && accepts(items[end] as Item)) end += 1;
    checkedUntil = Math.min(end + 1, items.length);
    return end;
  };
}
