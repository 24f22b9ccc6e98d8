import type { RepeatedSpan, SpanPattern } from '../pattern/span-pattern.js';
import { type Steps, call } from '../running/steps.js';

/**
 * Returns whether items match patterns in order, each pattern by `min` to `max` neighbouring items, without a rest. It
 * takes at most as many comparisons as there are pairs.
 */
export function* matchSequence<Item>(
  patterns: readonly RepeatedSpan[],
  items: readonly Item[],
  match: (pattern: SpanPattern, item: Item) => Steps<boolean>,
): Steps<boolean> {
  let reached = new Set([0]);
  for (const { pattern, min, max } of patterns) {
    yield;
    reached = yield* reachWith(items, reached, min, max, (item) => match(pattern, item));
    if (reached.size === 0) return false;
  }
  return reached.has(items.length);
}

/** Returns the places that are reached when one pattern is repeated, from each place that is reached without it. */
function* reachWith<Item>(
  items: readonly Item[],
  places: ReadonlySet<number>,
  min: number,
  max: number,
  accepts: (item: Item) => Steps<boolean>,
): Steps<Set<number>> {
  const reached = new Set<number>();
  const endOfRun = runsOf(items, accepts);
  for (const start of places) {
    const end = Math.min(max === 0 ? start : yield* endOfRun(start), start + max);
    for (let place = start + min; place <= end; place++) reached.add(place);
  }
  return reached;
}

/** Returns a function that finds where the run of accepted items ends that begins at a place, asking once per item. */
function runsOf<Item>(
  items: readonly Item[],
  accepts: (item: Item) => Steps<boolean>,
): (start: number) => Steps<number> {
  let end = 0;
  let checkedUntil = 0;
  return function* endOfRun(start) {
    if (start < checkedUntil) return Math.max(start, end);
    end = start;
    while (end < items.length && (yield* call(accepts(items[end] as Item)))) end += 1;
    checkedUntil = Math.min(end + 1, items.length);
    return end;
  };
}
