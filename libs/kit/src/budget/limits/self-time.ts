import { type Duration, toNanos } from '../../pattern/duration.js';
import { selfTime } from '../../trace/self-time.js';
import type { SpanNode } from '../../trace/span-tree.js';
import type { Trace } from '../../trace/trace.js';
import type { LimitsBySelector } from '../budget.js';
import { type Excess, overNothing, overTime } from '../excess.js';
import { heaviest, sumOf } from '../heaviest.js';
import { selectSpans } from '../select-spans.js';

/** Compares the time that spans take without their children; the culprits are those that take the most of it. */
export function exceedSelfTimes(
  limits: Duration | LimitsBySelector<Duration>,
  trace: Trace,
): Excess[] {
  if (typeof limits !== 'object') {
    const services = Map.groupBy(trace.spans, ({ service }) => service);
    return [...services].flatMap(([service, spans]) => exceed(service, limits, spans, trace));
  }
  return Object.entries(limits).flatMap(([selector, limit]) =>
    exceed(selector, limit, selectSpans(selector, trace.spans), trace),
  );
}

function exceed(
  selector: string,
  limit: Duration,
  spans: readonly SpanNode[],
  trace: Trace,
): Excess[] {
  const what = `self time of ${selector}`;
  if (spans.length === 0) return [overNothing(what, limit, trace)];
  const total = sumOf(spans, selfTime);
  return total > toNanos(limit) ? [overTime(what, limit, total, heaviest(spans, selfTime))] : [];
}
