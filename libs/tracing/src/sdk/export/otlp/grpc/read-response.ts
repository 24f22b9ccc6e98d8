import { unescape } from 'node:querystring';
import type { ExportAnswer } from '#sdk/export/attempt.js';
import { readProtobufResponse } from '#sdk/export/otlp/export-response.js';
import { httpError, isPage, notOtlp } from '#sdk/export/otlp/http-failure.js';
import { grpcError, statusError } from './grpc-error.js';
import { readMessage } from './message-frame.js';
import type { CallResponse } from './unary-call.js';

const FAILED = 1;
const OK = 0;
const UNKNOWN = 2;
const SUCCESS = 200;

/** Reads the response to an export. */
export function readResponse({ headers, body }: CallResponse): ExportAnswer {
  const status = headers['grpc-status'];
  if (status === undefined) return { code: FAILED, error: withoutStatus({ headers, body }) };
  const code = Number(status);
  if (code === OK) return readAccepted(body);
  const details = unescape(String(headers['grpc-message'] ?? ''));
  const statusDetails = headers['grpc-status-details-bin'];
  return {
    code: FAILED,
    error: statusError(
      Number.isInteger(code) ? code : UNKNOWN,
      details,
      statusDetails === undefined ? undefined : Buffer.from(String(statusDetails), 'base64'),
    ),
  };
}

function readAccepted(body: Buffer): ExportAnswer {
  try {
    return readProtobufResponse(readMessage(body));
  } catch {
    // A message that cannot be decompressed rejects nothing.
    return { code: OK };
  }
}

/** Creates the error for a response that is not one of gRPC, or not a whole one, as of a proxy or another server. */
function withoutStatus({ headers, body }: CallResponse): Error {
  const { ':status': statusCode = 0, 'content-type': contentType = '' } = headers;
  const statusText = 'without a gRPC status';
  if (statusCode !== SUCCESS) return httpError({ statusCode, statusText, headers });
  if (contentType.startsWith('application/grpc')) {
    return grpcError('UNKNOWN', 'the response has no status');
  }
  const isHtml = isPage(body, contentType);
  return notOtlp(`${statusCode} ${isHtml ? 'with a page of HTML' : statusText}`);
}
