import { TraceTimeoutError } from './errors.js';
import { explainIncomplete } from './explain-incomplete.js';
import type { Trace } from './trace.js';
import { waitFor } from './wait-for.js';

/** Where traces arrive. */
export interface TraceSource {
  /** What services must export to for their spans to arrive here: "http://127.0.0.1:43817", "the Jaeger at …". */
  readonly destination: string;
  current(traceId: string): Trace | undefined;
  waitForArrival(traceId: string, signal: AbortSignal): Promise<void>;
}

export interface CompleteOptions {
  /** Default 10 000. */
  readonly timeoutMillis?: number;
  /**
   * How long a complete trace must stay as it is. A trace of several processes is one tree before its last fragment
   * has arrived, so this has to be longer than the exporters' `OTEL_BSP_SCHEDULE_DELAY`. Default 250.
   */
  readonly quietMillis?: number;
}

/**
 * A trace that may still be arriving: the argument of the Jest matchers, which look again at each arrival.
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

  /** What services must export to for its spans to arrive, as the end of a sentence. */
  get destination(): string {
    return this.#source.destination;
  }

  /** The trace as far as it has arrived, `undefined` before its first span. */
  current(): Trace | undefined {
    return this.#source.current(this.traceId);
  }

  /** Resolves at the next arrival of a span of this trace; rejects with an `AbortError` when `signal` aborts. */
  waitForArrival(signal: AbortSignal): Promise<void> {
    return this.#source.waitForArrival(this.traceId, signal);
  }

  /**
   * Resolves once the trace is complete and has stayed so for a while.
   * @throws {TraceTimeoutError} that says what is missing.
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
