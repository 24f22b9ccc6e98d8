import type { Readable } from 'node:stream';
import { MalformedOtlpError } from '../otlp/errors.js';
import type { Signal } from '../otlp/export-answer.js';
import type { Collector } from './collector.js';
import { corsHeaders, preflight } from './cors.js';
import { type HttpAnswer, type HttpRequest, refusal } from './http-answer.js';
import { JAEGER_PATH, answerQuery } from './jaeger-api.js';
import { LedgerStream } from './ledger-stream.js';
import { answerExport } from './otlp-http.js';
import type { Store } from './store.js';

const EXPORTS = new Map<string, Signal>([
  ['/v1/traces', 'traces'],
  ['/v1/logs', 'logs'],
  ['/v1/metrics', 'metrics'],
]);

const LEDGER_PATH = '/v1/ledger';

/** Answers OTLP over HTTP, the queries of Jaeger, and streams of the in-flight ledger. */
export class HttpService {
  readonly #collector: Collector;
  readonly #store: Store;
  readonly #streams = new Set<Readable>();

  constructor(collector: Collector, store: Store) {
    this.#collector = collector;
    this.#store = store;
  }

  /** Answers a request, and remembers one that was refused. */
  async answer(request: HttpRequest): Promise<HttpAnswer> {
    const [path = '', query = ''] = request.url.split('?', 2);
    const answer = await this.#route(request, path, new URLSearchParams(query));
    const { status, problem } = answer;
    if (problem !== undefined) {
      this.#store.oddities.record(`${request.method} ${path} was answered ${status}. ${problem}`);
    }
    return answer;
  }

  /** Ends the streams of the ledger, which their services would otherwise leave open. */
  close(): void {
    for (const stream of this.#streams) stream.destroy();
  }

  async #route(request: HttpRequest, path: string, query: URLSearchParams): Promise<HttpAnswer> {
    const signal = EXPORTS.get(path);
    if (signal) return this.#answerExport(request, signal);
    if (path === LEDGER_PATH) return this.#answerLedger(request);
    const found = path.startsWith(JAEGER_PATH) && answerQuery(path, query, this.#store);
    if (!found) return notFound(request, path);
    return request.method === 'GET' ? found : notAllowed('GET', path);
  }

  async #answerExport(request: HttpRequest, signal: Signal): Promise<HttpAnswer> {
    if (request.method === 'OPTIONS') return preflight(request);
    if (request.method !== 'POST') return notAllowed('POST', `/v1/${signal}`);
    const answer = await answerExport(request, signal, this.#collector);
    return { ...answer, headers: { ...answer.headers, ...corsHeaders(request) } };
  }

  async #answerLedger({ method, body }: HttpRequest): Promise<HttpAnswer> {
    if (method !== 'POST') return notAllowed('POST', LEDGER_PATH);
    this.#streams.add(body);
    try {
      await new LedgerStream(this.#store.ledger).read(body);
      return { status: 200, headers: {}, body: '' };
    } catch (error) {
      if (!(error instanceof MalformedOtlpError)) throw error;
      return refusal(400, error.message, { connection: 'close' });
    } finally {
      this.#streams.delete(body);
    }
  }
}

function notAllowed(method: string, path: string): HttpAnswer {
  return refusal(405, `${path} takes ${method}.`, { allow: method });
}

function notFound({ method }: HttpRequest, path: string): HttpAnswer {
  return refusal(
    404,
    `This receiver has no ${method} ${path}. OTLP goes to /v1/traces, /v1/logs and /v1/metrics, or over gRPC; ` +
      'set OTEL_EXPORTER_OTLP_ENDPOINT to the address of the receiver, without a path.',
  );
}
