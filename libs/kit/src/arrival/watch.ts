import type { Completeness, CompletenessLimits } from './completeness.js';
import { judgeCompleteness } from './completeness.js';
import type { TraceSource } from './trace-source.js';

/** How long {@link watch} watches at most, and when a trace counts as complete. */
export interface WatchOptions extends CompletenessLimits {
  /** How long to watch at most, in milliseconds. */
  readonly timeoutMillis: number;
}

/**
 * Calls `decide` now, after each arrival, and at the moment from which the trace is complete, until it returns something
 * or the timeout is over.
 * @returns What `decide` has returned, `undefined` after the timeout.
 */
export async function watch<Decision>(
  source: TraceSource,
  traceId: string,
  { timeoutMillis, ...limits }: WatchOptions,
  decide: (completeness: Completeness) => Decision | undefined,
): Promise<Decision | undefined> {
  const deadline = source.now() + timeoutMillis;
  for (;;) {
    const now = source.now();
    const completeness = judgeCompleteness(
      source.observe(traceId),
      limits,
      now,
      source.destination,
    );
    const decision = decide(completeness);
    if (decision !== undefined || now >= deadline) return decision;
    await source.waitForArrival(traceId, millisToWait(completeness, now, deadline));
  }
}

function millisToWait(completeness: Completeness, now: number, deadline: number): number {
  const { completeAtMillis = deadline } = completeness.rule === undefined ? completeness : {};
  return Math.max(0, Math.min(completeAtMillis, deadline) - now);
}
