import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { MalformedOtlpError } from '../otlp/errors.js';
import { type Signal, encodeAnswer } from '../otlp/export-answer.js';
import { readBody } from './body.js';
import type { Collector } from './collector.js';
import { ENCODINGS } from './decompress.js';
import { RefusedRequestError } from './errors.js';
import { readGrpcMessage, writeGrpcMessage } from './grpc-message.js';
import type { Oddities } from './oddities.js';

const METHODS = new Map<string | undefined, Signal>([
  ['/opentelemetry.proto.collector.trace.v1.TraceService/Export', 'traces'],
  ['/opentelemetry.proto.collector.logs.v1.LogsService/Export', 'logs'],
  ['/opentelemetry.proto.collector.metrics.v1.MetricsService/Export', 'metrics'],
]);

// https://grpc.io/docs/guides/status-codes/
const OK = 0;
const INVALID_ARGUMENT = 3;
const UNIMPLEMENTED = 12;
const INTERNAL = 13;

/**
 * Answers OTLP over gRPC. A request that cannot be taken is never answered with a status that makes an exporter send it
 * again.
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
export class GrpcService {
  readonly #collector: Collector;
  readonly #oddities: Oddities;

  constructor(collector: Collector, oddities: Oddities) {
    this.#collector = collector;
    this.#oddities = oddities;
  }

  async answer(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    stream.on('error', () => stream.destroy());
    try {
      const answer = await this.#export(stream, headers);
      sendMessage(stream, answer);
    } catch (error) {
      const { code, message } = toStatus(error);
      this.#oddities.record(
        `gRPC ${headers[':path']} was answered with status ${code}. ${message}`,
      );
      sendStatus(stream, code, message);
    }
  }

  async #export(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<Buffer> {
    const signal = METHODS.get(headers[':path']);
    if (!signal) throw new RefusedRequestError(404, 'The method is not one of OTLP.');
    const encoding = headers['grpc-encoding'];
    const message = readGrpcMessage(
      await readBody(stream),
      typeof encoding === 'string' ? encoding : undefined,
    );
    return encodeAnswer(signal, 'protobuf', this.#collector.take(signal, 'protobuf', message));
  }
}

/** Whether a request over HTTP/2 is one of gRPC. */
export function isGrpc(headers: IncomingHttpHeaders): boolean {
  return (
    headers[':method'] === 'POST' &&
    /^application\/grpc(\+proto|;|$)/.test(headers['content-type'] ?? '')
  );
}

function sendMessage(stream: ServerHttp2Stream, message: Buffer): void {
  if (stream.destroyed || stream.headersSent) return;
  stream.respond(HEAD, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': OK }));
  stream.end(writeGrpcMessage(message));
}

function sendStatus(stream: ServerHttp2Stream, code: number, message: string): void {
  stream.resume();
  if (stream.destroyed || stream.headersSent) return;
  stream.respond(
    { ...HEAD, 'grpc-status': code, 'grpc-message': percentEncode(message) },
    { endStream: true },
  );
}

const HEAD: OutgoingHttpHeaders = {
  ':status': 200,
  'content-type': 'application/grpc+proto',
  'grpc-accept-encoding': ENCODINGS.replaceAll(' ', ''),
};

function toStatus(error: unknown): { code: number; message: string } {
  if (error instanceof MalformedOtlpError)
    return { code: INVALID_ARGUMENT, message: error.message };
  if (error instanceof RefusedRequestError) {
    const isUnknown = error.status === 404 || error.status === 415;
    return { code: isUnknown ? UNIMPLEMENTED : INVALID_ARGUMENT, message: error.message };
  }
  return { code: INTERNAL, message: String(error) };
}

// A header of HTTP has printable ASCII alone, and gRPC says how the rest is written.
function percentEncode(message: string): string {
  return message.replace(/[^\x20-\x24\x26-\x7e]/gu, (character) =>
    Array.from(
      Buffer.from(character),
      (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    ).join(''),
  );
}
