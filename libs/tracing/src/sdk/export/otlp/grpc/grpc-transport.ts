import type { OutgoingHttpHeaders } from 'node:http2';
import { PACKAGE_VERSION } from '#span/version.js';
import type { ExportAnswer, Transport } from '#sdk/export/attempt.js';
import { compress } from '#sdk/export/otlp/compress.js';
import { messageOf } from '#sdk/export/otlp/export-error.js';
import { RunningRequest } from '#sdk/export/otlp/running-request.js';
import type { GrpcConfiguration } from './grpc-configuration.js';
import { GrpcConnection } from './grpc-connection.js';
import { grpcError } from './grpc-error.js';
import { createPrefix } from './message-frame.js';
import { readResponse } from './read-response.js';
import type { CallEnd, CallRequest } from './unary-call.js';

const EXPORT = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

const FAILED = 1;

/** The largest number that `grpc-timeout` can hold. */
const MAX_TIMEOUT = 99_999_999;

/**
 * Sends requests over gRPC, by one connection. A connection on which a request got no response is closed, as it may be
 * broken without a sign of it, and the next request opens another.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
export class GrpcTransport implements Transport {
  readonly #configuration: GrpcConfiguration;
  readonly #headers: OutgoingHttpHeaders;
  readonly #running: RunningRequest;
  #connection: GrpcConnection | undefined;

  constructor(configuration: GrpcConfiguration) {
    this.#configuration = configuration;
    this.#headers = createHeaders(configuration);
    this.#running = new RunningRequest(configuration.timeoutMillis, {
      late: (millis) => grpcError('DEADLINE_EXCEEDED', `no answer within ${millis} ms`),
      cancelled: () => grpcError('CANCELLED', 'shut down'),
    });
  }

  send(request: Uint8Array): Promise<ExportAnswer> {
    return this.#running.run((signal) => this.#export(request, signal));
  }

  shutdown(): void {
    this.#running.cancel();
    this.#close();
  }

  async #export(request: Uint8Array, signal: AbortSignal): Promise<ExportAnswer> {
    const { compression } = this.#configuration;
    const message = await compress(request, compression);
    const prefix = createPrefix(message, compression === 'gzip');
    const call: CallRequest = { headers: this.#headers, body: [prefix, message] };
    let end = await this.#call(call, signal);
    if ('error' in end && end.isUnseen) end = await this.#call(call, signal);
    return 'error' in end ? { code: FAILED, error: end.error } : readResponse(end.response);
  }

  async #call(request: CallRequest, signal: AbortSignal): Promise<CallEnd> {
    const connection = await this.#connect(signal);
    const end = await connection.call(request, signal);
    if ('error' in end) this.#close();
    return end;
  }

  async #connect(signal: AbortSignal): Promise<GrpcConnection> {
    if (this.#connection?.isOpen) return this.#connection;
    // Node.js leaves the socket open of a collector that goes away, until the collector closes it.
    this.#close();
    try {
      this.#connection = await GrpcConnection.open(this.#configuration.url, signal);
      return this.#connection;
    } catch (error) {
      throw grpcError('UNAVAILABLE', messageOf(error));
    }
  }

  #close(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }
}

/** Creates the headers of every request. Those of gRPC win over those of the environment. */
function createHeaders({
  url,
  metadata,
  timeoutMillis,
  compression,
}: GrpcConfiguration): OutgoingHttpHeaders {
  return {
    ...metadata,
    ':method': 'POST',
    ':scheme': url.protocol.slice(0, -1),
    ':authority': url.host,
    ':path': EXPORT,
    te: 'trailers',
    'content-type': 'application/grpc',
    'user-agent': `traced-nest/${PACKAGE_VERSION}`,
    'grpc-timeout': formatTimeout(timeoutMillis),
    'grpc-accept-encoding': 'identity,gzip',
    ...(compression === 'gzip' && { 'grpc-encoding': 'gzip' }),
  };
}

/** Writes a time in milliseconds, or in seconds if it has too many digits. */
function formatTimeout(millis: number): string {
  return millis <= MAX_TIMEOUT ? `${millis}m` : `${Math.ceil(millis / 1_000)}S`;
}
