import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer as createHttp1 } from 'node:http';
import {
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  createServer as createHttp2,
} from 'node:http2';
import { type AddressInfo, type Socket, createServer as createSocketServer } from 'node:net';
import { Connection } from './connection.js';
import { PortInUseError } from './errors.js';
import { peekFirstBytes } from './first-bytes.js';
import { protocolOf } from './protocol.js';

// How long close() waits for requests that are being answered. OtlpReceiver.stop() promises a second in all.
const GRACE_MILLIS = 500;

/** What answers the requests of a port, and hears of connections that make none. */
export interface PortListener {
  /** Answers a request over HTTP/1. */
  onRequest(request: IncomingMessage, response: ServerResponse): void;
  /** Answers a request over HTTP/2. */
  onStream(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void;
  /** Is called for a connection that speaks neither, with a sentence that says what it does. */
  onStranger(sentence: string): void;
}

/**
 * A port number that speaks HTTP/1 and HTTP/2 in plain text, and finds out which by the first bytes of a connection. It
 * alone does not make the process run on.
 */
export class Port {
  readonly #http1 = createHttp1({ keepAliveTimeout: 0, requestTimeout: 0 });
  readonly #http2 = createHttp2(HTTP2_OPTIONS);
  readonly #sockets = createSocketServer({ noDelay: true }, (socket) => this.#accept(socket));
  readonly #connections = new Map<Socket, Connection>();
  readonly #listener: PortListener;
  #closed: Promise<void> | undefined;

  private constructor(listener: PortListener) {
    this.#listener = listener;
    this.#sockets.unref();
    this.#http1.on('request', (request, response) => this.#answer(request, response));
    this.#http1.on('clientError', (error, socket) => this.#refuse(error, socket as Socket));
    this.#http2.on('sessionError', (error) => this.#reportBroken(error));
    this.#http2.on('stream', (stream, headers) => listener.onStream(stream, headers));
  }

  /**
   * Opens the port, and resolves once it accepts connections.
   * @throws {PortInUseError} when another process listens on it.
   */
  static async open(port: number, host: string, listener: PortListener): Promise<Port> {
    const opened = new Port(listener);
    try {
      await once(opened.#sockets.listen(port, host), 'listening');
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE') throw error;
      throw new PortInUseError(port, host, 'the OTLP receiver', { cause: error });
    }
    return opened;
  }

  /** Returns the URL of the port, such as `http://127.0.0.1:43817`. */
  url(): string {
    const { family, address, port } = this.#sockets.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }

  /** Closes every connection: at once where no request waits for its answer, the others within half a second. */
  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    const closed = once(this.#sockets, 'close');
    this.#sockets.close();
    for (const connection of this.#connections.values()) connection.end();
    const grace = setTimeout(() => this.#destroyConnections(), GRACE_MILLIS);
    await closed;
    clearTimeout(grace);
  }

  #destroyConnections(): void {
    for (const connection of this.#connections.values()) connection.destroy();
  }

  #accept(socket: Socket): void {
    const connection = new Connection(socket);
    this.#connections.set(socket, connection);
    socket.unref();
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#connections.delete(socket));
    peekFirstBytes(
      socket,
      (bytes) => protocolOf(bytes) !== undefined,
      (bytes) => this.#handOver(socket, connection, bytes),
    );
  }

  #handOver(socket: Socket, connection: Connection, first: Buffer): void {
    switch (protocolOf(first)) {
      case 'HTTP/2':
        // The session itself reads what the socket holds, and would miss it if the socket flowed.
        this.#http2.once('session', (session: ServerHttp2Session) =>
          connection.speakHttp2(session),
        );
        this.#http2.emit('connection', socket);
        return;
      case 'HTTP/1':
        this.#http1.emit('connection', socket);
        socket.resume();
        return;
      case 'TLS':
        this.#turnAway(socket, TLS_CLIENT);
        return;
      case 'unknown':
      case undefined:
        this.#turnAway(
          socket,
          `A client connected that speaks neither HTTP nor gRPC: ${quote(first)}.`,
        );
    }
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.#connections.get(request.socket);
    connection?.beginAnswer();
    response.on('close', () => connection?.endAnswer());
    this.#listener.onRequest(request, response);
  }

  #turnAway(socket: Socket, sentence: string): void {
    this.#listener.onStranger(sentence);
    socket.destroy();
  }

  #refuse(error: Error, socket: Socket): void {
    const isParseError = codeOf(error)?.startsWith('HPE_');
    if (isParseError)
      this.#listener.onStranger(`A client sent what is not HTTP/1: ${error.message}.`);
    if (isParseError && socket.writable) socket.end(BAD_REQUEST);
    else socket.destroy();
  }

  #reportBroken(error: Error): void {
    if (codeOf(error) === 'ECONNRESET') return;
    this.#listener.onStranger(`A client sent what is not HTTP/2: ${error.message}.`);
  }
}

// The window of 64 KiB that HTTP/2 begins with makes a large export wait for many acknowledgements. Streams beyond the
// memory of a session would be refused, and so be lost: https://nodejs.org/api/http2.html
const HTTP2_OPTIONS = {
  maxSessionMemory: 1024,
  settings: { initialWindowSize: 1024 * 1024, maxConcurrentStreams: 100 },
};

const TLS_CLIENT =
  'A TLS client connected, but the receiver speaks plain text; use http:// for it.';

const BAD_REQUEST = 'HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n';

function quote(bytes: Buffer): string {
  return `its first bytes are ${bytes.toString('hex', 0, 8)}`;
}

// Under Jest, errors of Node are of another realm and no instanceof Error: https://github.com/jestjs/jest/issues/2549
function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
