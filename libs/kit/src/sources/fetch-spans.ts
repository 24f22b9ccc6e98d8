import { decodeOtlpJson } from '../otlp/decode-otlp-json.js';
import { MalformedOtlpError } from '../otlp/errors.js';
import type { Span } from '../trace/span.js';
import { JaegerResponseError, JaegerUnreachableError } from './errors.js';

const REQUEST_MILLIS = 5_000;

interface JaegerAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Fetches the spans that Jaeger has of a trace, none while it does not know the trace.
 * @throws {JaegerUnreachableError} when nothing answers within 5 s.
 * @throws {JaegerResponseError} when the answer is not one of Jaeger's query API, or an error of it.
 */
export async function fetchSpans(jaeger: string, traceId: string): Promise<readonly Span[]> {
  const answer = await request(jaeger, `/api/v3/traces/${traceId}`);
  const json = parseJson(answer.body);
  if (answer.status === 404 && isJaegerError(json)) return [];
  if (answer.status !== 200 || json === undefined) {
    throw new JaegerResponseError(jaeger, answer.status, describeAnswer(answer, json));
  }
  try {
    return decodeOtlpJson(unwrapResult(json));
  } catch (error) {
    if (!(error instanceof MalformedOtlpError)) throw error;
    const reason = `JSON that is not OTLP. ${error.message}`;
    throw new JaegerResponseError(jaeger, answer.status, reason, { cause: error });
  }
}

async function request(jaeger: string, path: string): Promise<JaegerAnswer> {
  const timeout = AbortSignal.timeout(REQUEST_MILLIS);
  try {
    const response = await fetch(jaeger + path, { signal: timeout });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    const reason = timeout.aborted
      ? `no answer within ${REQUEST_MILLIS / 1000} s`
      : reasonOf(error);
    throw new JaegerUnreachableError(jaeger, reason, { cause: error });
  }
}

/** Returns a reason such as "connect ECONNREFUSED 127.0.0.1:16686", which is the cause of fetch's "fetch failed". */
function reasonOf(error: unknown): string {
  const { cause = error } = error as { cause?: unknown };
  const { message, code } = cause as NodeJS.ErrnoException;
  // A host name with several addresses fails with an AggregateError, which has a code but no message.
  return message || (code ?? 'no connection');
}

// Jaeger sends JSON as text/plain, so its content type says nothing.
function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

interface JaegerError {
  readonly error: { readonly message?: unknown };
}

function isJaegerError(json: unknown): json is JaegerError {
  const { error } = (json ?? {}) as { error?: unknown };
  return typeof error === 'object' && error !== null;
}

/** Returns the OTLP document inside `result`, in which the gRPC gateway of Jaeger wraps a streamed message. */
function unwrapResult(json: unknown): unknown {
  return (json as { result?: unknown } | null)?.result ?? json;
}

function describeAnswer({ status }: JaegerAnswer, json: unknown): string {
  if (isJaegerError(json)) return `status ${status}: ${String(json.error.message)}`;
  return `status ${status} without the JSON of its query API; is that port 16686?`;
}
