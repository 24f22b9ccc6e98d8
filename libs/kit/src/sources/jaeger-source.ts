import { PendingTrace } from '../arrival/pending-trace.js';
import { toTraceId } from '../trace/trace-id.js';
import { InvalidJaegerUrlError } from './errors.js';
import { JaegerTrace } from './jaeger-trace.js';

/**
 * Reads traces from Jaeger v2, over `/api/v3/traces/{id}` of its query API. Jaeger does not report arrivals, so it is
 * polled every 100 ms, but only while a caller waits for a trace.
 *
 * A service exports its spans up to `OTEL_BSP_SCHEDULE_DELAY` after they ended, 5 s by default, so `quietMillis` of
 * {@link PendingTrace.complete} has to be longer than that.
 *
 * @example
 * const jaeger = new JaegerSource('http://127.0.0.1:16686');
 * const trace = await jaeger.trace(traceId).complete({ timeoutMillis: 30_000, quietMillis: 6_000 });
 */
export class JaegerSource {
  readonly #url: string;

  /**
   * @param url The address of the query API, with the base path of Jaeger if it has one, without `/api/v3`.
   * @throws {InvalidJaegerUrlError} when `url` is not an `http:` or `https:` URL.
   */
  constructor(url: string) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw new InvalidJaegerUrlError(url);
    }
    this.#url = url.replace(/\/+$/, '');
  }

  /**
   * Returns the trace of this id, which need not have arrived yet, in part or at all. Its `current()` is what Jaeger
   * had when it was last polled. Its methods that wait reject with a `JaegerUnreachableError` when nothing answers, and
   * with a `JaegerResponseError` when the answer is not one of Jaeger's query API.
   * @throws {InvalidTraceIdError} when `traceId` is not 32 hex digits.
   */
  trace(traceId: string): PendingTrace {
    return new PendingTrace(toTraceId(traceId), new JaegerTrace(this.#url));
  }
}
