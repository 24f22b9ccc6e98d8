import type { Completeness, CompletenessLimits } from './completeness.js';
import { judgeCompleteness } from './completeness.js';
import type { Arrivals, TraceSource } from './trace-source.js';

/** How long {@link watch} watches at most, and when a trace counts as complete. */
export interface WatchOptions extends CompletenessLimits {
  /** How long to watch at most, in milliseconds. */
  readonly timeoutMillis: number;
}

/** Decides what {@link watch} returns, or `undefined` to go on; also after several turns of the event loop. */
export type Decide<Decision> = (
  completeness: Completeness,
) => Decision | undefined | Promise<Decision | undefined>;

/**
 * Calls `decide` now, after each arrival, and at the moment from which the trace is complete, until it returns something
 * or the timeout is over.
 * @returns What `decide` has returned, `undefined` after the timeout.
 */
export async function watch<Decision>(
  source: TraceSource,
  traceId: string,
  { timeoutMillis, ...limits }: WatchOptions,
  decide: Decide<Decision>,
): Promise<Decision | undefined> {
  const deadline = source.now() + timeoutMillis;
  for (;;) {
    const now = source.now();
    const arrivals = source.observe(traceId);
    const completeness = judgeCompleteness(arrivals, limits, now, source.destination);
    const decided = decide(completeness);
    const decision = decided instanceof Promise ? await decided : decided;
    if (decision !== undefined || now >= deadline) return decision;
    // What has arrived while the decision took its time woke no one.
    if (decided instanceof Promise && hasChanged(arrivals, source.observe(traceId))) continue;
    await source.waitForArrival(traceId, millisToWait(completeness, source.now(), deadline));
  }
}

function hasChanged(before: Arrivals, after: Arrivals): boolean {
  return (
    before.lastArrivalMillis !== after.lastArrivalMillis ||
    before.trace?.spans.length !== after.trace?.spans.length ||
    before.inFlight?.lastAnnouncementMillis !== after.inFlight?.lastAnnouncementMillis
  );
}

function millisToWait(completeness: Completeness, now: number, deadline: number): number {
  const { completeAtMillis = deadline } = completeness.rule === undefined ? completeness : {};
  return Math.max(0, Math.min(completeAtMillis, deadline) - now);
}
