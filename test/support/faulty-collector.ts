import { EventEmitter, once } from 'node:events';
import {
  type ClientHttp2Session,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  connect,
  constants,
  createServer,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { OtlpReceiver } from '@traced/kit';

/**
 * What a collector does with exports: take them, take them late, never answer, or refuse them by a status
 * of gRPC, https://grpc.github.io/grpc/core/md_doc_statuscodes.html
 */
export type Mood = 'takes' | 'is slow' | 'hangs' | number;

const SLOW_MILLIS = 1_500;

/** A collector over gRPC that can be in any mood, and away. What it takes is held by a receiver behind it. */
export class FaultyCollector {
  mood: Mood = 'takes';
  readonly #receiver: OtlpReceiver;
  readonly #behind: ClientHttp2Session;
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #exports = new EventEmitter();
  #server: Http2Server;
  readonly #port: number;

  private constructor(receiver: OtlpReceiver, server: Http2Server) {
    this.#receiver = receiver;
    this.#behind = connect(receiver.endpoint).on('error', () => {});
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    this.#serve();
  }

  static async start(): Promise<FaultyCollector> {
    const receiver = await OtlpReceiver.start({ maxTraces: 20_000 });
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return new FaultyCollector(receiver, server);
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** How many spans it has taken. */
  get spans(): number {
    return this.#receiver.traces().reduce((sum, { spans }) => sum + spans.length, 0);
  }

  /** Resolves at the next export that is tried. */
  async tried(): Promise<void> {
    await once(this.#exports, 'try');
  }

  /** Breaks its connections, and refuses others. */
  async goAway(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const session of this.#sessions) session.destroy();
    await closed;
  }

  async comeBack(): Promise<void> {
    this.#server = createServer();
    this.#serve();
    await once(this.#server.listen(this.#port, '127.0.0.1'), 'listening');
  }

  async stop(): Promise<void> {
    await this.goAway();
    this.#behind.destroy();
    await this.#receiver.stop();
  }

  #serve(): void {
    this.#server.on('session', (session) => {
      this.#sessions.add(session);
      session.on('error', () => {}).on('close', () => this.#sessions.delete(session));
    });
    this.#server.on('stream', (stream, headers) => void this.#take(stream, headers));
  }

  async #take(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    const { mood } = this;
    stream.on('error', () => {});
    this.#exports.emit('try');
    if (mood === 'hangs') return;
    if (typeof mood === 'number') {
      const answer = { 'content-type': 'application/grpc', 'grpc-status': String(mood) };
      stream.respond(answer, { endStream: true });
      return;
    }
    if (mood === 'is slow') await setTimeout(SLOW_MILLIS);
    // Its client may have given up meanwhile.
    if (!stream.destroyed) this.#handOn(stream, headers);
  }

  #handOn(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    let trailers: IncomingHttpHeaders = {};
    const behind = this.#behind.request({
      ':method': 'POST',
      ':path': headers[':path'],
      'content-type': headers['content-type'],
      'grpc-encoding': headers['grpc-encoding'],
      te: 'trailers',
    });
    stream.on('close', () => behind.close());
    behind.on('error', () => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
    behind.on('response', () => {
      if (stream.destroyed) return;
      stream.respond({ 'content-type': 'application/grpc' }, { waitForTrailers: true });
    });
    behind.on('trailers', (received: IncomingHttpHeaders) => {
      trailers = received;
    });
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    stream.pipe(behind).pipe(stream);
  }
}
