import { limitWait } from '../running/wait-limit.js';
import type { Trace } from '../trace/trace.js';
import { TraceTimeoutError } from './errors.js';
import { KnownCaller } from './known-caller.js';
import { defaultQuietMillis } from './quiet-millis.js';
import type { TraceSource } from './trace-source.js';
import { type Decide, watch } from './watch.js';

/** How long to wait for a trace, and when it counts as complete. */
export interface CompleteOptions {
  /**
   * How long to wait at most, in milliseconds. Default 10 000. Waiting ends at the latest half a second before the timeout
   * of the running test, if an entry point for its runner is imported.
   */
  readonly timeoutMillis?: number;
  /**
   * How long nothing may have started after the last span ended, in milliseconds, where the services announce their spans
   * (`TRACING_TEST_LEDGER=on`). Default 50. Raise it for work that begins later by design, such as a relay.
   */
  readonly settleMillis?: number;
  /**
   * How long no span may arrive, in milliseconds, where a service does not announce its spans. Default 250, or
   * `OTEL_BSP_SCHEDULE_DELAY` of the environment if that is longer, at most 2 000.
   */
  readonly quietMillis?: number;
}

/**
 * A trace that may still be arriving. The matchers take one, and judge it once it is complete.
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
    return this.#source.observe(this.traceId).trace;
  }

  /**
   * Returns this trace as one whose requests the span of this id has sent: a root whose parent has this id is no orphan,
   * however many requests there are. `captureTrace` does so for the id that it hands out.
   */
  calledBy(spanId: string): PendingTrace {
    return new PendingTrace(this.traceId, new KnownCaller(this.#source, spanId));
  }

  /** Returns the other traces of the source that were under way at the same time as `trace`. */
  neighbours(trace: Trace): readonly Trace[] {
    return this.#source.neighbours?.(trace) ?? [];
  }

  /**
   * Resolves with the trace once it is complete: every started span has ended and arrived, every parent is there, and
   * nothing has started since for `settleMillis`; or, where spans are not announced, nothing has arrived for `quietMillis`.
   * @throws {TraceTimeoutError} when the trace is not complete within `timeoutMillis`; it says what is missing.
   */
  async complete(options: CompleteOptions = {}): Promise<Trace> {
    const { millis: timeoutMillis } = limitWait(options.timeoutMillis);
    let reason = '';
    const trace = await this.watch({ ...options, timeoutMillis }, (completeness) => {
      if (completeness.rule !== undefined) return completeness.trace;
      ({ reason } = completeness);
      return undefined;
    });
    if (trace) return trace;
    throw new TraceTimeoutError(timeoutMillis, `trace ${this.traceId} to be complete`, reason);
  }

  /**
   * Calls `decide` now, after each arrival, and when the trace becomes complete, until it returns something or the
   * timeout is over; it may return a promise. Resolves with what it returned, or with `undefined` after the timeout.
   */
  watch<Decision>(
    options: CompleteOptions,
    decide: Decide<Decision>,
  ): Promise<Decision | undefined> {
    const {
      timeoutMillis = limitWait().millis,
      settleMillis = 50,
      quietMillis = defaultQuietMillis(),
    } = options;
    const limits = { timeoutMillis, settleMillis, quietMillis };
    return watch(this.#source, this.traceId, limits, decide);
  }
}
