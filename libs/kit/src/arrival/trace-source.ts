import type { Trace } from '../trace/trace.js';
import type { InFlight } from './ledger.js';

/** What a source knows of a trace at one moment. */
export interface Arrivals {
  /** The trace as far as it has arrived, `undefined` before its first span. */
  readonly trace: Trace | undefined;
  /** When a span of the trace last arrived, in milliseconds of {@link TraceSource.now}; `undefined` before the first. */
  readonly lastArrivalMillis: number | undefined;
  /** The spans that services have announced, `undefined` when no service announces those of this trace. */
  readonly inFlight?: InFlight | undefined;
  /** What the source has lost of the trace, or could not read of it, as whole sentences. */
  readonly losses?: readonly string[];
}

/** A place where traces arrive, such as a receiver or Jaeger. */
export interface TraceSource {
  /** Names what services must export to, as the end of a sentence: "http://127.0.0.1:43817", "the Jaeger at …". */
  readonly destination: string;
  /** Returns the time on the clock by which arrivals are dated, in milliseconds since any moment. */
  now(): number;
  /** Returns what has arrived of the trace until now. */
  observe(traceId: string): Arrivals;
  /**
   * Waits for the next span or announcement of the trace, for at most `withinMillis`.
   * @returns Whether something arrived; `false` when the time was over before.
   */
  waitForArrival(traceId: string, withinMillis: number): Promise<boolean>;
  /** Returns other traces of the source that were under way at the same time, for a diff to name lost fragments. */
  neighbours?(trace: Trace): readonly Trace[];
}
