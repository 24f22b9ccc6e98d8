import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

const SETTINGS = frame({ type: 4, stream: 0, payload: Buffer.alloc(0) });
const LARGEST_WINDOW = 2 ** 31 - 1;
const FIRST_WINDOW = 65_535;
/** The flags of headers that are all that a server sends. */
const END_STREAM_AND_HEADERS = 0x5;

interface Frame {
  readonly type: number;
  readonly flags?: number;
  readonly stream: number;
  readonly payload: Buffer;
}

/** Encodes a frame: https://www.rfc-editor.org/rfc/rfc9113#name-frame-format */
function frame({ type, flags = 0, stream, payload }: Frame): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** Encodes the frames by which flow control holds nothing back. */
export function windowsOfAnySize(): Buffer {
  const setting = Buffer.alloc(6);
  setting.writeUInt16BE(4);
  setting.writeUInt32BE(LARGEST_WINDOW, 2);
  const increment = Buffer.alloc(4);
  increment.writeUInt32BE(LARGEST_WINDOW - FIRST_WINDOW);
  return Buffer.concat([
    frame({ type: 4, stream: 0, payload: setting }),
    frame({ type: 8, stream: 0, payload: increment }),
  ]);
}

/** Encodes a GOAWAY that has looked at no stream. */
export function goawayFromStart(code: number): Buffer {
  const payload = Buffer.alloc(8);
  payload.writeUInt32BE(code, 4);
  return frame({ type: 7, stream: 0, payload });
}

/** Encodes the headers of an answer with status 200 to the first request of a connection, with another header. */
export function headersOfAnswer(name: string, value: string): Buffer {
  const literal = (text: string): Buffer => Buffer.from([text.length, ...Buffer.from(text)]);
  const status200 = Buffer.from([0x88]);
  const payload = Buffer.concat([status200, Buffer.from([0]), literal(name), literal(value)]);
  return frame({ type: 1, flags: END_STREAM_AND_HEADERS, stream: 1, payload });
}

/** Encodes the end of the first request of a connection. */
export function resetOfStream(code: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(code);
  return frame({ type: 3, stream: 1, payload });
}

/**
 * A server that answers the first request with bytes which a test determines, as `node:http2` cannot be made to send
 * them, and hands all further connections to another port.
 */
export class RawHttp2Server {
  connections = 0;
  /** What has arrived over the first connection. */
  received = Buffer.alloc(0);
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param begin what has arrived when the request is answered */
  static async start(begin: Buffer, answer: Buffer, furtherPort: number): Promise<RawHttp2Server> {
    const server = createServer();
    const raw = new RawHttp2Server(server);
    server.on('connection', (socket) => {
      raw.connections += 1;
      raw.#hold(socket);
      if (raw.connections === 1) raw.#answerOnce(socket, begin, answer);
      else socket.pipe(raw.#hold(connect(furtherPort, '127.0.0.1'))).pipe(socket);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return raw;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #hold(socket: Socket): Socket {
    this.#sockets.add(socket.on('error', () => {}));
    return socket;
  }

  #answerOnce(socket: Socket, begin: Buffer, answer: Buffer): void {
    let isAnswered = false;
    socket.write(SETTINGS);
    socket.on('data', (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk]);
      if (isAnswered || !this.received.includes(begin)) return;
      isAnswered = true;
      socket.write(answer);
    });
  }
}
