import type { ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';

/** One connection to the port, which knows what it is doing, so that it can be ended without cutting off an answer. */
export class Connection {
  readonly #socket: Socket;
  #session: ServerHttp2Session | undefined;
  #unanswered = 0;
  #ending = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Lets the session end the connection, which knows itself what it has not answered. */
  speakHttp2(session: ServerHttp2Session): void {
    this.#session = session;
    if (this.#ending) session.close();
  }

  /** Says that a request over HTTP/1 has arrived; `answered` is to be called once its answer is sent, or cannot be. */
  beginAnswer(): void {
    this.#unanswered++;
  }

  endAnswer(): void {
    this.#unanswered--;
    if (this.#ending && this.#unanswered === 0) this.#socket.destroySoon();
  }

  /** Ends the connection as soon as each of its requests is answered. */
  end(): void {
    this.#ending = true;
    if (this.#session) this.#session.close();
    else if (this.#unanswered === 0) this.#socket.destroy();
  }

  /** Ends the connection now, whatever its other side does. */
  destroy(): void {
    this.#session?.destroy();
    this.#socket.destroy();
  }
}
