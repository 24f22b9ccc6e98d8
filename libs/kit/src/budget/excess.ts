import { type Duration, formatMillis, toNanos } from '../pattern/duration.js';
import type { SpanNode } from '../trace/span-tree.js';
import type { Trace } from '../trace/trace.js';

/** A limit of a budget that a trace exceeds. */
export interface Excess {
  /** What exceeds the limit, such as `self time of orders`. */
  readonly what: string;
  readonly expected: string;
  readonly received: string;
  /** The spans that take the most of it. */
  readonly culprits: readonly SpanNode[];
}

/** Says that spans took `nanos` nanoseconds, and more than allowed. */
export function overTime(
  what: string,
  limit: Duration,
  nanos: bigint,
  culprits: readonly SpanNode[],
): Excess {
  const expected = `<= ${formatMillis(toNanos(limit))}`;
  return { what, expected, received: formatMillis(nanos), culprits };
}

/** Says that there are more spans than allowed. */
export function overCount(
  what: string,
  limit: number,
  count: number,
  culprits: readonly SpanNode[],
): Excess {
  return { what, expected: `<= ${limit}`, received: String(count), culprits };
}

/** Says that there is nothing to measure: a limit of time for no span would always hold. */
export function overNothing(what: string, limit: Duration, { services }: Trace): Excess {
  const expected = `<= ${formatMillis(toNanos(limit))}`;
  return {
    what,
    expected,
    received: `no such span; the services are ${services.join(', ')}`,
    culprits: [],
  };
}
