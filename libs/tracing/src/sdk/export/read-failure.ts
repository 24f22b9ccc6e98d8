import { explainFailure } from './explain-failure.js';
import { readRetryInfo } from './retry-info.js';

/** What a failed export says about its batch. */
export interface Failure {
  readonly reason: string;
  /** To send the batch again, to send it in halves, or to give it up. */
  readonly remedy: 'retry' | 'halve' | 'drop';
  readonly retryAfterMillis: number | undefined;
}

/** What errors of exporters have: `code` is a status of gRPC, a status of HTTP, or a system error. */
interface ExportError {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly retryAfterMillis?: number | undefined;
  readonly metadata?: { get?(key: string): readonly unknown[] };
}

/** CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED, OUT_OF_RANGE, UNAVAILABLE, DATA_LOSS. */
const RETRYABLE_GRPC = new Set<unknown>([1, 4, 8, 10, 11, 14, 15]);
const RESOURCE_EXHAUSTED = 8;
const RETRYABLE_HTTP = new Set<unknown>([429, 502, 503, 504]);
const CONTENT_TOO_LARGE = 413;

/** What the gRPC servers of Go, Node, C++ and Java say of a message that exceeds their limit. */
const TOO_LARGE = /larger than max|exceeds maximum size/i;

/** An argument that Node refuses is refused each time; other codes tell of a connection. */
const WRONG_ARGUMENT = /^ERR_(INVALID|HTTP)_/;

const MAX_RETRY_AFTER_MILLIS = 300_000;

/** @see https://opentelemetry.io/docs/specs/otlp/#failures */
export function readFailure(failure: unknown): Failure {
  const error: ExportError = typeof failure === 'object' && failure !== null ? failure : {};
  const message = String(error.message ?? failure);
  const retryAfterMillis = readRetryAfter(error);
  return {
    reason: explainFailure(error.code, message),
    remedy: remedyOf(error.code, message, retryAfterMillis),
    retryAfterMillis,
  };
}

function remedyOf(
  code: unknown,
  message: string,
  retryAfterMillis: number | undefined,
): Failure['remedy'] {
  if (code === CONTENT_TOO_LARGE) return 'halve';
  if (code === RESOURCE_EXHAUSTED && retryAfterMillis === undefined && TOO_LARGE.test(message)) {
    return 'halve';
  }
  if (typeof code === 'string') return WRONG_ARGUMENT.test(code) ? 'drop' : 'retry';
  return RETRYABLE_GRPC.has(code) || RETRYABLE_HTTP.has(code) ? 'retry' : 'drop';
}

function readRetryAfter({ retryAfterMillis, metadata }: ExportError): number | undefined {
  const [details] = metadata?.get?.('grpc-status-details-bin') ?? [];
  const delay = Buffer.isBuffer(details) ? readRetryInfo(details) : retryAfterMillis;
  if (delay === undefined || !(delay >= 0)) return undefined;
  return Math.min(delay, MAX_RETRY_AFTER_MILLIS);
}
