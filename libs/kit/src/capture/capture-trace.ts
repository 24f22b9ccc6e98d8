import { relative } from 'node:path';
import { TraceTimeoutError } from '../arrival/errors.js';
import type { CompleteOptions, PendingTrace } from '../arrival/pending-trace.js';
import { announceOnFailure, reportOnFailure } from '../report/report-on-failure.js';
import { latestTest } from '../running/running-test.js';
import { makeRequestIds } from '../running/seeded-ids.js';
import type { Trace } from '../trace/trace.js';

/** What returns a trace by its id, such as an `OtlpReceiver` or a `JaegerSource`. */
export interface TraceReader {
  trace(traceId: string): PendingTrace;
}

/** The source from which {@link captureTrace} gets the trace, and how long it waits. */
export interface CaptureOptions extends CompleteOptions {
  /** What the services export to: an `OtlpReceiver`, a `JaegerSource`, or anything that returns a trace by its id. */
  readonly source: TraceReader;
  /** What the trace id is made from, beside the seed. Default: the name of the running test and the path of its file. */
  readonly name?: string;
}

/** What a test needs to make its requests part of the captured trace. */
export interface CapturedRequest {
  /** The id of the trace, as 32 hex digits. */
  readonly traceId: string;
  /** The id of the span that stands for the test, as 16 hex digits: the parent of what the requests cause. */
  readonly spanId: string;
  /** The value of the header `traceparent`, with the sampled flag set. */
  readonly traceparent: string;
  /** The headers to send: `traceparent` alone. */
  readonly headers: { readonly traceparent: string };
}

/** What {@link captureTrace} has captured. */
export interface Capture<Result> {
  /** The complete trace. */
  readonly trace: Trace;
  /** What the function has returned or resolved with. */
  readonly result: Result;
}

/**
 * Calls `send` with the headers of a new trace, and resolves with the trace that its requests have made, once that is
 * complete. `send` may send any number of requests: the trace has a root for each.
 *
 * The trace id is made from the name of the running test and a seed, which is drawn once in each process. A failure names
 * the seed, and `TRACED_SEED` repeats it. The name of the test is known under an entry point for its runner, such as
 * `@traced/kit/jest`; without one, give a `name`. If the test fails, its trace is written to the folder `reports/traces`,
 * or to that of `TRACED_REPORTS`, unless that is `off`.
 *
 * @throws {TraceTimeoutError} when the trace is not complete within `timeoutMillis`; it says what is missing.
 *
 * @example
 * const { trace, result } = await captureTrace(
 *   ({ headers }) => fetch(`${url}/orders`, { method: 'POST', headers }),
 *   { source: receiver },
 * );
 * expect(result.status).toBe(201);
 * expect(trace).toMatchTrace(span('POST /orders'));
 */
export async function captureTrace<Result>(
  send: (request: CapturedRequest) => Result | PromiseLike<Result>,
  { source, name = nameOfTest(), ...options }: CaptureOptions,
): Promise<Capture<Result>> {
  const { traceId, spanId } = makeRequestIds(name);
  const traceparent = `00-${traceId}-${spanId}-01`;
  const pending = source.trace(traceId).calledBy(spanId);
  announceOnFailure(traceId, () => pending.current());
  const result = await send({ traceId, spanId, traceparent, headers: { traceparent } });
  try {
    return { trace: await pending.complete(options), result };
  } catch (error) {
    if (!(error instanceof TraceTimeoutError)) throw error;
    throw withReport(
      error,
      reportOnFailure(traceId, () => pending.current()),
    );
  }
}

function nameOfTest(): string {
  const test = latestTest();
  if (!test) return 'captureTrace';
  const path = relative(process.cwd(), test.file).replaceAll('\\', '/');
  return `${path}\n${test.name}`;
}

function withReport(
  { timeoutMillis, expectation, reason }: TraceTimeoutError,
  lines: readonly string[],
): TraceTimeoutError {
  return new TraceTimeoutError(timeoutMillis, expectation, [reason, ...lines].join('\n'));
}
