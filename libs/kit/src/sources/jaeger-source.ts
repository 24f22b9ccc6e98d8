import { PendingTrace } from '../trace/pending-trace.js';
import { toTraceId } from '../trace/trace-id.js';
import { InvalidJaegerUrlError } from './errors.js';
import { JaegerTrace } from './jaeger-trace.js';

/**
 * Reads traces from Jaeger v2, over `/api/v3/traces/{id}` of its query API. Jaeger says nothing when a span arrives, so
 * it is asked every 100 ms, only while somebody waits for the trace.
 *
 * Services that export to Jaeger have `OTEL_BSP_SCHEDULE_DELAY` of their own, 5 s by default: `quietMillis` of
 * {@link PendingTrace.complete} has to be longer than that.
 *
 * @example
 * const jaeger = new JaegerSource('http://127.0.0.1:16686');
 * const trace = await jaeger.trace(traceId).complete({ timeoutMillis: 30_000, quietMillis: 6_000 });
 */
export class JaegerSource {
  readonly #url: string;

  /**
   * @param url Where the query API is, `/api/v3` left out; with the base path, if Jaeger has one.
   * @throws {InvalidJaegerUrlError} when it is not an `http:` or `https:` URL.
   */
  constructor(url: string) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw new InvalidJaegerUrlError(url);
    }
    this.#url = url.replace(/\/+$/, '');
  }

  /**
   * The trace of `traceId`, which may still be arriving, or not have begun to. `current()` is what Jaeger had when it
   * was last asked. Whoever waits gets a `JaegerUnreachableError` when nothing answers, and a `JaegerResponseError`
   * when it is not Jaeger that does.
   * @throws {InvalidTraceIdError} when it is not 32 hex digits.
   */
  trace(traceId: string): PendingTrace {
    return new PendingTrace(toTraceId(traceId), new JaegerTrace(this.#url));
  }
}
