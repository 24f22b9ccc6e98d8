import { decodeJsonLogsRequest } from '../otlp/decode-json-logs.js';
import { decodeJsonMetricsRequest } from '../otlp/decode-json-metrics.js';
import { decodeLogsRequest } from '../otlp/decode-logs-request.js';
import { decodeMetricsRequest } from '../otlp/decode-metrics-request.js';
import { decodeJsonTraceRequest } from '../otlp/decode-otlp-json.js';
import { decodeTraceRequest } from '../otlp/decode-trace-request.js';
import { MalformedOtlpError } from '../otlp/errors.js';
import type { Encoding, PartialSuccess, Signal } from '../otlp/export-answer.js';
import type { Store } from './store.js';

/** Decodes export requests of any signal and encoding, and stores what they hold. */
export class Collector {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Stores what a request holds.
   * @returns What of it was not taken.
   * @throws {MalformedOtlpError} when the request as a whole is malformed.
   */
  take(signal: Signal, encoding: Encoding, body: Buffer): PartialSuccess {
    const reasons =
      encoding === 'json' ? this.#takeJson(signal, parseJson(body)) : this.#takeBytes(signal, body);
    const [first] = reasons;
    if (first === undefined) return { rejected: 0, message: '' };
    const message = `Of the ${signal}, ${reasons.length} could not be taken. ${first}`;
    this.#store.oddities.record(message);
    return { rejected: reasons.length, message };
  }

  #takeBytes(signal: Signal, body: Buffer): string[] {
    if (signal === 'traces') return this.#store.addSpans(decodeTraceRequest(body));
    if (signal === 'logs') return this.#store.addLogs(decodeLogsRequest(body));
    return this.#store.addMetrics(decodeMetricsRequest(body));
  }

  #takeJson(signal: Signal, document: unknown): string[] {
    if (signal === 'traces') return this.#store.addSpans(decodeJsonTraceRequest(document));
    if (signal === 'logs') return this.#store.addLogs(decodeJsonLogsRequest(document));
    return this.#store.addMetrics(decodeJsonMetricsRequest(document));
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new MalformedOtlpError('a JSON document', `"${body.toString('utf8', 0, 40)}"`);
  }
}
