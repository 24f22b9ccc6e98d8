import type { PendingTrace } from '../arrival/pending-trace.js';
import type { Trace } from '../trace/trace.js';
import { type JaegerOptions, collectCredentials } from './credentials.js';
import { pendingTraceOf } from './pending-trace-of.js';
import { QueryApi } from './query-api.js';
import { addressOf, parseUrl } from './query-url.js';
import { retry } from './retry.js';
import { searchTraces } from './search-traces.js';
import type { TraceSearch } from './trace-search.js';

const TIMEOUT_MILLIS = 10_000;

/** A search in Jaeger, and how long to try. */
export interface JaegerSearch extends TraceSearch {
  /** How long to try again while Jaeger answers that it has too much to do, in milliseconds. Default 10 000. */
  readonly timeoutMillis?: number;
}

/**
 * Reads traces from Jaeger v2, over `/api/v3` of its query API. Jaeger does not report arrivals, so it is polled every
 * 100 ms, or more seldom where a trace takes long to read, but only while a caller waits for a trace. Answers that say
 * that Jaeger has too much to do (429, 502, 503, 504), and connections that break, are followed by another attempt.
 *
 * A service exports its spans up to `OTEL_BSP_SCHEDULE_DELAY` after they ended, 5 s by default, so `quietMillis` of
 * {@link PendingTrace.complete} has to be longer than that.
 *
 * @example
 * const jaeger = new JaegerSource('http://127.0.0.1:16686');
 * const trace = await jaeger.trace(traceId).complete({ timeoutMillis: 30_000, quietMillis: 6_000 });
 */
export class JaegerSource {
  readonly #api: QueryApi;
  readonly #destination: string;

  /**
   * @param url The address of the query API, with the base path of Jaeger if it has one, without `/api/v3`. A user and a
   * password in it are sent as `Authorization`.
   * @throws {InvalidJaegerUrlError} when `url` is not an `http:` or `https:` URL.
   * @throws {InvalidJaegerHeaderError} when HTTP cannot send the token or one of the headers.
   */
  constructor(url: string, options: JaegerOptions = {}) {
    const parsed = parseUrl(url);
    const address = addressOf(parsed);
    this.#destination = `the Jaeger at ${address}`;
    this.#api = new QueryApi({
      name: 'Jaeger',
      url: address,
      hint: 'is that port 16686?',
      credentials: collectCredentials(parsed, options, process.env),
    });
  }

  /**
   * Returns the trace of this id, which need not have arrived yet, in part or at all. Its `current()` is what Jaeger
   * had when it was last polled. Its methods that wait reject with a `JaegerUnreachableError` when nothing answers, and
   * with a `JaegerResponseError` when the answer is not one of Jaeger's query API.
   * @throws {InvalidTraceIdError} when `traceId` is not 32 hex digits.
   */
  trace(traceId: string): PendingTrace {
    return pendingTraceOf(this.#api, this.#destination, traceId);
  }

  /**
   * Resolves with the traces that Jaeger has now and that have a span which is all that is searched for, as far as they
   * have arrived; with an empty list when there is none. Where Jaeger is older than 2.19, which ignores attributes and
   * errors, up to 1,000 traces are read and filtered here.
   * @throws {JaegerUnreachableError} when nothing answers.
   * @throws {JaegerResponseError} when Jaeger refuses the search, or still has too much to do after `timeoutMillis`.
   *
   * @example
   * const [slow] = await jaeger.find({ service: 'orders', operation: 'POST /orders', minDurationMillis: 500 });
   */
  find({ timeoutMillis = TIMEOUT_MILLIS, ...search }: JaegerSearch): Promise<Trace[]> {
    return retry(timeoutMillis, () => searchTraces(this.#api, search));
  }

  /**
   * Resolves with the names of the services that Jaeger knows, sorted. It remembers those whose traces it has evicted.
   * @throws {JaegerUnreachableError} when nothing answers.
   * @throws {JaegerResponseError} when the answer is not one of Jaeger's query API.
   */
  async services(): Promise<string[]> {
    const answer = await retry(TIMEOUT_MILLIS, () => this.#api.get('/api/v3/services'));
    // Jaeger leaves out an empty list.
    const { services = [] } = (this.#api.parse(answer) ?? {}) as { services?: unknown };
    if (answer.status !== 200 || !Array.isArray(services)) {
      throw this.#api.refuse(answer.status, 'JSON without a list of services.');
    }
    return services.map(String).toSorted();
  }
}
