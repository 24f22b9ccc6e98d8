import { type Socket, connect } from 'node:net';
import { explainFailure } from '#sdk/export/explain-failure.js';
import { LAST_CHUNK, formatChunk, formatHead, statusLineOf } from './chunked-request.js';

/** The longest time to connect, in milliseconds, as an attempt holds the process alive, also with a socket that is unreferenced. */
const CONNECT_MILLIS = 1_000;

/** The most bytes that may wait because the server does not read. */
const MAX_UNREAD_BYTES = 8 * 1024 * 1024;

/** Hears what becomes of a request. */
interface RequestListener {
  /** Called once the connection stands. Returns the lines that the body begins with. Must not throw. */
  onOpen(): string;
  /**
   * Called once the connection is gone. Must not throw.
   *
   * @param refusal why the server takes no lines; `undefined` if the connection stood, and broke without an answer
   */
  onBreak(refusal: string | undefined): void;
}

/**
 * A request that stays open, to whose body lines are written. A line reaches the kernel before the write returns, unless
 * the server has not read for long. That is why this is a socket: `node:http` holds a write back until the next tick.
 * The socket does not hold the process alive, and sends each line at once, without Nagle's algorithm.
 *
 * @see https://github.com/nodejs/node/blob/v24.x/lib/_http_outgoing.js (`connectionCorkNT`)
 */
export class LedgerRequest {
  readonly #socket: Socket;
  #hasConnected = false;
  #refusal: string | undefined;

  constructor(url: URL, { onOpen, onBreak }: RequestListener) {
    this.#socket = connect({ ...addressOf(url), noDelay: true })
      .unref()
      // Each address of a host is tried by a handle of its own.
      .on('connectionAttempt', () => this.#socket.unref())
      .on('connect', () => {
        this.#hasConnected = true;
        this.#socket.write(formatHead(url) + formatChunk(onOpen()));
      })
      .on('data', (answer: Buffer) => {
        const protocol = statusLineOf(answer) ?? 'in another protocol than HTTP/1.1';
        this.#refuse(`it answers ${protocol}`);
      })
      .on('error', (error) => {
        if (!this.#hasConnected) this.#refusal ??= explainFailure(undefined, messageOf(error));
      });
    // A process that has not run for so long reads first whether it is connected.
    const timer = setTimeout(() => setImmediate(() => this.#giveUp()), CONNECT_MILLIS).unref();
    this.#socket.on('close', () => {
      clearTimeout(timer);
      onBreak(this.#refusal);
    });
  }

  get isOpen(): boolean {
    return this.#socket.readyState === 'open';
  }

  /** Writes a line at once. Closes a connection whose server does not read. */
  write(line: string): void {
    this.#socket.write(formatChunk(line));
    if (this.#socket.writableLength > MAX_UNREAD_BYTES)
      this.#refuse(`it does not read, and more than ${MAX_UNREAD_BYTES} bytes wait for it`);
  }

  /** Ends the body, and closes the connection once all of it is sent. */
  end(): void {
    this.#socket.end(LAST_CHUNK);
    this.#socket.destroySoon();
  }

  /** Closes the connection within the body, by which the server knows that what is running will not end. */
  breakOff(): void {
    this.#socket.destroy();
  }

  #giveUp(): void {
    if (!this.#hasConnected) this.#refuse(`no connection within ${CONNECT_MILLIS} ms`);
  }

  #refuse(refusal: string): void {
    this.#refusal ??= refusal;
    this.#socket.destroy();
  }
}

function addressOf({ hostname, port }: URL): { readonly host: string; readonly port: number } {
  return { host: hostname.replaceAll(/[[\]]/g, ''), port: Number(port || 80) };
}

/** Returns what an error says: one about several addresses has a code, and no message. */
function messageOf({ message, code }: NodeJS.ErrnoException): string {
  return message || String(code);
}
