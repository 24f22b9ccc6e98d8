import type { IncomingHttpHeaders } from 'node:http';
import { exportError } from './export-error.js';

/** A response over HTTP that is not one of OTLP. */
interface HttpResponse {
  readonly statusCode: number;
  /** What follows the status in the message of the error. */
  readonly statusText: string;
  readonly headers: IncomingHttpHeaders;
}

/** Creates the error for a response with a status other than success. */
export function httpError({ statusCode, statusText, headers }: HttpResponse): Error {
  return exportError(`${statusCode} ${statusText}`, {
    code: statusCode,
    retryAfterMillis: readRetryAfter(headers['retry-after']),
  });
}

/** Creates the error for a response of success that does not come from a collector, and may come from one later. */
export function notOtlp(message: string): Error {
  return exportError(message, { code: 'ENOTOTLP' });
}

/** Whether a response is a page of HTML, as of a proxy's login or a user interface, and not a collector's. */
export function isPage(body: Buffer, contentType = ''): boolean {
  return (
    /\bhtml\b/i.test(contentType) || body.toString('latin1', 0, 64).trimStart().startsWith('<')
  );
}

/**
 * Returns the milliseconds to wait by the header `Retry-After`, which has seconds or a date; NaN if it
 * has neither.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
function readRetryAfter(header = ''): number {
  return /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
}
