import type { Trace } from '../trace/trace.js';
import { explainMissing } from './explain-missing.js';
import type { InFlight } from './ledger.js';
import type { Arrivals } from './trace-source.js';

/** How long nothing may happen before a trace counts as complete. */
export interface CompletenessLimits {
  /** How long nothing may have started after the last announced span ended, in milliseconds. */
  readonly settleMillis: number;
  /** How long nothing may have arrived, in milliseconds, if a span of the trace was not announced. */
  readonly quietMillis: number;
}

/** Says that a trace is complete, and by which rule. */
export interface Complete {
  readonly trace: Trace;
  /** The rule as part of a sentence, such as `no span arrived for 250 ms`. */
  readonly rule: string;
}

/** Says that a trace may still grow, and why. */
interface Incomplete {
  readonly trace: Trace | undefined;
  readonly rule?: undefined;
  /** What is missing, as a whole sentence. */
  readonly reason: string;
  /** When the trace is complete if nothing else happens, in milliseconds of the source's clock, if it will be. */
  readonly completeAtMillis?: number;
}

export type Completeness = Complete | Incomplete;

/**
 * Judges whether a trace is complete: whether every started span has ended and arrived, every parent is there, and
 * nothing has started since for `settleMillis`. A span that has arrived counts as ended, whether or not that was
 * announced. If a span of the trace was not announced, nothing may have arrived for `quietMillis` instead.
 */
export function judgeCompleteness(
  arrivals: Arrivals,
  limits: CompletenessLimits,
  now: number,
  destination: string,
): Completeness {
  const { trace, inFlight, lastArrivalMillis = now } = arrivals;
  const missing = explainMissing(arrivals, destination);
  if (!trace || missing !== undefined) return { trace, reason: missing ?? '' };
  const { rule, reason, completeAtMillis } =
    inFlight && coversAll(inFlight, trace)
      ? settled(lastStartOrEnd(inFlight, lastArrivalMillis), limits)
      : quiet(Math.max(lastArrivalMillis, inFlight?.lastAnnouncementMillis ?? 0), limits);
  return now >= completeAtMillis ? { trace, rule } : { trace, reason, completeAtMillis };
}

interface Deadline {
  readonly rule: string;
  readonly reason: string;
  readonly completeAtMillis: number;
}

/** Returns when a span of a trace that lacks nothing has last started or ended, at the latest. */
function lastStartOrEnd(
  { running, lastAnnouncementMillis }: InFlight,
  lastArrivalMillis: number,
): number {
  // A span whose end was not announced has ended at some time before it arrived.
  return running.length > 0
    ? Math.max(lastAnnouncementMillis, lastArrivalMillis)
    : lastAnnouncementMillis;
}

function settled(lastMillis: number, { settleMillis }: CompletenessLimits): Deadline {
  return {
    rule: `all announced spans have ended, and none started for ${settleMillis} ms`,
    reason: `No time of ${settleMillis} ms without a start was seen after the last span had ended.`,
    completeAtMillis: lastMillis + settleMillis,
  };
}

function quiet(lastMillis: number, { quietMillis }: CompletenessLimits): Deadline {
  return {
    rule: `no span arrived for ${quietMillis} ms`,
    reason: `No quiet time of ${quietMillis} ms was seen.`,
    completeAtMillis: lastMillis + quietMillis,
  };
}

function coversAll({ running, ended }: InFlight, { spans }: Trace): boolean {
  const announced = new Set([...running, ...ended].map(({ spanId }) => spanId));
  return spans.every(({ spanId }) => announced.has(spanId));
}
