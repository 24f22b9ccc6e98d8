import type { PendingTrace } from '../arrival/pending-trace.js';
import type { Trace } from '../trace/trace.js';
import { pendingTraceOf } from './pending-trace-of.js';
import { QueryApi } from './query-api.js';
import { addressOf, parseUrl } from './query-url.js';
import { retry } from './retry.js';
import { searchTraces } from './search-traces.js';
import type { TraceSearch } from './trace-search.js';

const TIMEOUT_MILLIS = 10_000;

/**
 * Reads traces from an `OtlpReceiver` that runs in another process, by its endpoint, which answers queries as Jaeger does.
 * The receiver is polled as {@link JaegerSource} polls Jaeger. It gets no token and no headers.
 *
 * @example
 * const receiver = new ReceiverSource('http://127.0.0.1:4317');
 * const trace = await receiver.trace(traceId).complete();
 */
export class ReceiverSource {
  readonly #api: QueryApi;
  readonly #destination: string;

  /**
   * @param url The endpoint of the receiver, to which services export, too.
   * @throws {InvalidJaegerUrlError} when `url` is not an `http:` or `https:` URL.
   */
  constructor(url: string) {
    const address = addressOf(parseUrl(url));
    this.#destination = `the OTLP receiver at ${address}`;
    this.#api = new QueryApi({
      name: 'the OTLP receiver',
      url: address,
      hint: 'is that the endpoint of an OtlpReceiver?',
    });
  }

  /**
   * Returns the trace of this id, which need not have arrived yet, in part or at all. Its methods that wait reject with a
   * `JaegerUnreachableError` when nothing answers, and with a `JaegerResponseError` when what answers is no receiver.
   * @throws {InvalidTraceIdError} when `traceId` is not 32 hex digits.
   */
  trace(traceId: string): PendingTrace {
    return pendingTraceOf(this.#api, this.#destination, traceId);
  }

  /**
   * Resolves with the traces that the receiver has now and that have a span which is all that is searched for.
   * @throws {JaegerUnreachableError} when nothing answers.
   * @throws {JaegerResponseError} when the receiver refuses the search.
   */
  find(search: TraceSearch): Promise<Trace[]> {
    return retry(TIMEOUT_MILLIS, () => searchTraces(this.#api, search));
  }
}
