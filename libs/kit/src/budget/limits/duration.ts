import { type Duration, toNanos } from '../../pattern/duration.js';
import { compareTimes } from '../../trace/interval.js';
import type { Trace } from '../../trace/trace.js';
import type { LimitsBySelector } from '../budget.js';
import { type Excess, overNothing, overTime } from '../excess.js';
import { selectSpans } from '../select-spans.js';

/** Compares the duration of each selected span; the culprits are all that take too long. */
export function exceedDurations(limits: LimitsBySelector<Duration>, trace: Trace): Excess[] {
  return Object.entries(limits).flatMap(([selector, limit]) => {
    const what = `duration of ${selector}`;
    const spans = selectSpans(selector, trace.spans);
    if (spans.length === 0) return [overNothing(what, limit, trace)];
    const culprits = spans.filter(({ duration }) => duration > toNanos(limit));
    const [longest] = culprits.toSorted((a, b) => compareTimes(b.duration, a.duration));
    return longest ? [overTime(what, limit, longest.duration, culprits)] : [];
  });
}
