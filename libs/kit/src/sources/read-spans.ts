import { createHash } from 'node:crypto';
import { decodeOtlpJson } from '../otlp/decode-otlp-json.js';
import { MalformedOtlpError } from '../otlp/errors.js';
import type { Span } from '../trace/span.js';
import type { QueryAnswer, QueryApi } from './query-api.js';

/**
 * Decodes the spans of an answer of Jaeger, none of one that knows no such trace.
 * @throws {JaegerResponseError} when the answer is not OTLP.
 */
export function decodeSpans(api: QueryApi, answer: QueryAnswer): readonly Span[] {
  if (answer.status === 404) return [];
  const json = api.parse(answer);
  try {
    return decodeOtlpJson(unwrapResult(json));
  } catch (error) {
    if (!(error instanceof MalformedOtlpError)) throw error;
    const reason = `JSON that is not OTLP. ${error.message}`;
    throw api.refuse(answer.status, reason, { cause: error });
  }
}

/** Reads one trace again and again, and decodes an answer only if it differs from the one before. */
export class SpanReader {
  readonly #api: QueryApi;
  #digest = '';

  constructor(api: QueryApi) {
    this.#api = api;
  }

  /** Reads the spans that the server has of the trace; `undefined` when the answer is the same as the last one. */
  async read(traceId: string): Promise<readonly Span[] | undefined> {
    const answer = await this.#api.get(`/api/v3/traces/${traceId}`);
    const digest = createHash('sha256').update(answer.body).digest('hex');
    if (digest === this.#digest) return undefined;
    const spans = decodeSpans(this.#api, answer);
    this.#digest = digest;
    return spans;
  }
}

/** Returns the OTLP document inside `result`, in which the gRPC gateway of Jaeger wraps a streamed message. */
function unwrapResult(json: unknown): unknown {
  return (json as { result?: unknown } | null)?.result ?? json;
}
