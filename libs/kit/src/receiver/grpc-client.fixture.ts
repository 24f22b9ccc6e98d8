import { once } from 'node:events';
import { type ClientHttp2Session, type OutgoingHttpHeaders, connect } from 'node:http2';

export const TRACES_METHOD = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

/** What came back of a unary call. */
export interface GrpcAnswer {
  readonly httpStatus: number;
  /** The `grpc-status`, `undefined` when there was none. */
  readonly status: number | undefined;
  readonly message: string;
  readonly body: Buffer;
}

/** Frames a message for gRPC. */
export function frame(message: Buffer, flag = 0): Buffer {
  const prefix = Buffer.from([flag, 0, 0, 0, 0]);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** A client that sends any bytes as the body of a unary call, which a library for gRPC does not. */
export class GrpcClient {
  readonly #session: ClientHttp2Session;

  constructor(endpoint: string) {
    this.#session = connect(endpoint).on('error', () => {});
  }

  async call(body: Buffer, headers: OutgoingHttpHeaders = {}): Promise<GrpcAnswer> {
    const stream = this.#session.request({
      ':method': 'POST',
      ':path': TRACES_METHOD,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    });
    const all: { [header: string]: unknown; 'grpc-message'?: string } = {};
    const chunks: Buffer[] = [];
    stream.on('response', (head) => Object.assign(all, head));
    stream.on('trailers', (trailers) => Object.assign(all, trailers));
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.end(body);
    await once(stream, 'close');
    const status = all['grpc-status'];
    return {
      httpStatus: Number(all[':status']),
      status: status === undefined ? undefined : Number(status),
      message: decodeURIComponent(all['grpc-message'] ?? ''),
      body: Buffer.concat(chunks),
    };
  }

  close(): void {
    this.#session.close();
  }
}
