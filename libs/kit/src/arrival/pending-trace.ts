import { TraceTimeoutError } from './errors.js';
import { explainIncomplete } from './explain-incomplete.js';
import type { Trace } from '../trace/trace.js';
import { waitFor } from './wait-for.js';

/** A place where traces arrive, such as a receiver or Jaeger. */
export interface TraceSource {
  /** Names what services must export to, as the end of a sentence: "http://127.0.0.1:43817", "the Jaeger at …". */
  readonly destination: string;
  /** Returns the trace as far as it has arrived, `undefined` before its first span. */
  current(traceId: string): Trace | undefined;
  /** Resolves when the next span of the trace arrives; rejects when `signal` aborts. */
  waitForArrival(traceId: string, signal: AbortSignal): Promise<void>;
}

/** How long {@link PendingTrace.complete} waits. */
export interface CompleteOptions {
  /** How long to wait at most, in milliseconds. Default 10 000. */
  readonly timeoutMillis?: number;
  /**
   * How long no span may arrive after the trace has become complete, in milliseconds. A trace of several processes can
   * be one tree before its last spans have arrived, so this has to be longer than `OTEL_BSP_SCHEDULE_DELAY` of the
   * services. Default 250.
   */
  readonly quietMillis?: number;
}

/**
 * A trace that may still be arriving. The Jest matchers take one, and judge it again each time a span arrives.
 *
 * @example
 * const trace = await receiver.trace(traceId).complete({ timeoutMillis: 2_000 });
 */
export class PendingTrace {
  readonly #source: TraceSource;

  constructor(
    readonly traceId: string,
    source: TraceSource,
  ) {
    this.#source = source;
  }

  /** Names what services must export to for the trace to arrive, as the end of a sentence. */
  get destination(): string {
    return this.#source.destination;
  }

  /** Returns the trace as far as it has arrived, `undefined` before its first span. */
  current(): Trace | undefined {
    return this.#source.current(this.traceId);
  }

  /** Resolves when the next span of this trace arrives; rejects with an `AbortError` when `signal` aborts. */
  waitForArrival(signal: AbortSignal): Promise<void> {
    return this.#source.waitForArrival(this.traceId, signal);
  }

  /**
   * Resolves with the trace once it is complete and no span has arrived for `quietMillis`.
   * @throws {TraceTimeoutError} when the trace is not complete within `timeoutMillis`; it says what is missing.
   */
  async complete(options: CompleteOptions = {}): Promise<Trace> {
    const { timeoutMillis = 10_000, quietMillis = 250 } = options;
    const trace = await waitFor(
      () => (this.current()?.complete ? this.current() : undefined),
      (signal) => this.waitForArrival(signal),
      { timeoutMillis, quietMillis },
    );
    if (trace) return trace;
    throw new TraceTimeoutError(
      timeoutMillis,
      `trace ${this.traceId} to be complete`,
      explainIncomplete(this.current(), this.destination),
    );
  }
}
