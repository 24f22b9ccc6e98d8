import { explainFailure } from './explain-failure.js';
import { readRetryInfo } from './retry-info.js';

/** The meaning of a failed export for its batch. */
export interface Failure {
  readonly reason: string;
  /** The next step: to send the batch again, to send it in halves, or to drop it. */
  readonly remedy: 'retry' | 'halve' | 'drop';
  readonly retryAfterMillis: number | undefined;
}

/** An error of an exporter. Its `code` is a gRPC status, an HTTP status or the code of a system error. */
interface ExportError {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly retryAfterMillis?: number | undefined;
  readonly metadata?: { get?(key: string): readonly unknown[] };
}

/**
 * The gRPC statuses after which a batch is sent again: CANCELLED, DEADLINE_EXCEEDED,
 * RESOURCE_EXHAUSTED, ABORTED, OUT_OF_RANGE, UNAVAILABLE and DATA_LOSS.
 */
const RETRYABLE_GRPC = new Set<unknown>([1, 4, 8, 10, 11, 14, 15]);
const RESOURCE_EXHAUSTED = 8;
const RETRYABLE_HTTP = new Set<unknown>([429, 502, 503, 504]);
const CONTENT_TOO_LARGE = 413;

/**
 * Matches the errors of the gRPC servers of Go, Node, C++ and Java for a message that exceeds their
 * limit.
 */
const TOO_LARGE = /larger than max|exceeds maximum size/i;

/**
 * Matches the codes by which Node refuses an argument, each time anew; other codes are about a
 * connection.
 */
const WRONG_ARGUMENT = /^ERR_(INVALID|HTTP)_/;

const MAX_RETRY_AFTER_MILLIS = 300_000;

/**
 * Reads from the error of an exporter what happens to the batch.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#failures
 */
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
