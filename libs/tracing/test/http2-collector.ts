import { once } from 'node:events';
import {
  type Http2SecureServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  createSecureServer,
  createServer,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { TLS } from './tls.js';

/** A request as it arrived, its message still framed. */
interface TakenRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The answer of gRPC to a request. */
interface Answer {
  readonly status?: number | string;
  readonly headers?: Record<string, string>;
  readonly trailers?: Record<string, string>;
  readonly body?: Buffer;
}

/** A server of HTTP/2 that answers as a test determines, frame by frame, which a library for gRPC does not. */
export class Http2Collector {
  /** Every request whose body has arrived. */
  readonly requests: TakenRequest[] = [];
  /** Every connection that was ever made. */
  readonly sessions: ServerHttp2Session[] = [];
  /** Answers a request whose body has arrived. */
  answer: (stream: ServerHttp2Stream, place: number) => void = (stream) => respond(stream);
  /** Is told of a request whose headers have arrived, and says whether its body is to be read. */
  begin: (stream: ServerHttp2Stream, place: number) => boolean = () => true;

  #begun = 0;
  readonly #server: Http2Server | Http2SecureServer;

  private constructor(server: Http2Server | Http2SecureServer) {
    this.#server = server;
    server.on('sessionError', () => {});
    server.on('session', (session) => this.sessions.push(session.on('error', () => {})));
    server.on('stream', (stream, headers) => void this.#take(stream, headers));
  }

  static async start({ tls = false }: { readonly tls?: boolean } = {}): Promise<Http2Collector> {
    const server = tls ? createSecureServer(TLS) : createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return new Http2Collector(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const session of this.sessions) session.destroy();
    await closed;
  }

  async #take(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    this.#begun += 1;
    const place = this.#begun;
    stream.on('error', () => {});
    if (!this.begin(stream, place)) return;
    const body = await buffer(stream).catch(() => undefined);
    if (!body || stream.destroyed) return;
    this.requests.push({ headers, body });
    this.answer(stream, place);
  }
}

/** Answers with a message and trailers, or by trailers alone if there is no message. */
export function respond(stream: ServerHttp2Stream, answer: Answer = {}): void {
  const { status = 0, headers = {}, trailers = {}, body } = answer;
  const all = { 'grpc-status': String(status), ...trailers };
  const head = { 'content-type': 'application/grpc', ...headers };
  if (!body) {
    stream.respond({ ...head, ...all }, { endStream: true });
    return;
  }
  stream.respond(head, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers(all));
  stream.end(body);
}

/** Puts the prefix of gRPC before a message. */
export function framed(message: Buffer, flag = 0): Buffer {
  const prefix = Buffer.from([flag, 0, 0, 0, 0]);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}
