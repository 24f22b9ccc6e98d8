import { type ClientHttp2Session, connect } from 'node:http2';
import type { Socket } from 'node:net';
import { openSocket } from './open-socket.js';
import { type CallEnd, type CallRequest, callUnary } from './unary-call.js';

/**
 * The idle time in milliseconds after which TCP asks whether the other end still exists, which is shorter than that
 * after which routers forget a connection.
 */
const KEEP_ALIVE_MILLIS = 30_000;

/** A connection over HTTP/2. It holds the process alive only while a call is on its way. */
export class GrpcConnection {
  readonly #socket: Socket;
  readonly #session: ClientHttp2Session;
  #hasServed = false;

  private constructor(socket: Socket, session: ClientHttp2Session) {
    this.#socket = socket;
    this.#session = session;
  }

  static async open(url: URL, signal: AbortSignal): Promise<GrpcConnection> {
    const socket = await openSocket(url, signal);
    socket.setKeepAlive(true, KEEP_ALIVE_MILLIS);
    const session = connect(url, {
      createConnection: () => socket,
      settings: { enablePush: false },
    });
    // What goes wrong is an error of the call that is on its way, or of none.
    session.on('error', () => {});
    return new GrpcConnection(socket, session);
  }

  /** Whether a further call can be made: the other end has neither closed the connection nor said that it will. */
  get isOpen(): boolean {
    return !this.#session.closed && !this.#session.destroyed;
  }

  async call(request: CallRequest, signal: AbortSignal): Promise<CallEnd> {
    this.#session.ref();
    const end = await callUnary(this.#session, request, signal);
    this.#session.unref();
    if ('response' in end) this.#hasServed = true;
    // The other end may have closed the connection while it lay idle, and this end learns it by the call.
    else if (this.#hasServed && end.isCutOff) return { ...end, isUnseen: true };
    return end;
  }

  /** Closes the connection at once, without a wait for what could not be written. */
  close(): void {
    this.#socket.destroy();
  }
}
