import { MalformedOtlpError } from '../otlp/errors.js';
import { type Encoding, type Signal, encodeAnswer, encodeStatus } from '../otlp/export-answer.js';
import { readBody } from './body.js';
import type { Collector } from './collector.js';
import { ENCODINGS, decompress } from './decompress.js';
import { RefusedRequestError } from './errors.js';
import { type HttpAnswer, type HttpRequest, headerOf, refusal } from './http-answer.js';

const CONTENT_TYPES: Readonly<Record<string, Encoding>> = {
  'application/x-protobuf': 'protobuf',
  'application/protobuf': 'protobuf',
  'application/json': 'json',
};

// https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
const INVALID_ARGUMENT = 3;
const INTERNAL = 13;

/**
 * Answers an export over HTTP, in the encoding of the request. What is wrong with the request itself is answered with a
 * `google.rpc.Status`, and never with one of 429, 502, 503 and 504, after which an exporter sends it again.
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export async function answerExport(
  request: HttpRequest,
  signal: Signal,
  collector: Collector,
): Promise<HttpAnswer> {
  const contentType = headerOf(request, 'content-type') ?? '';
  const encoding = CONTENT_TYPES[contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''];
  if (!encoding) {
    request.body.resume();
    return refusal(415, 'The content type is application/x-protobuf or application/json.');
  }
  try {
    const body = await readBody(request.body);
    const bytes = decompress(body, headerOf(request, 'content-encoding'));
    const answer = encodeAnswer(signal, encoding, collector.take(signal, encoding, bytes));
    return { status: 200, headers: { 'content-type': contentType }, body: answer };
  } catch (error) {
    const { status, code, message } = statusOf(error);
    const body = encodeStatus(encoding, code, message);
    const accepted = status === 415 ? { 'accept-encoding': ENCODINGS } : {};
    return {
      status,
      headers: { 'content-type': contentType, ...accepted },
      body,
      problem: message,
    };
  }
}

function statusOf(error: unknown): { status: number; code: number; message: string } {
  if (error instanceof MalformedOtlpError) {
    return { status: 400, code: INVALID_ARGUMENT, message: error.message };
  }
  if (error instanceof RefusedRequestError) {
    return { status: error.status, code: INVALID_ARGUMENT, message: error.message };
  }
  return { status: 500, code: INTERNAL, message: String(error) };
}
