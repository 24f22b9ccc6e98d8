import type {
  Http2Session,
  IncomingHttpHeaders,
  OutgoingHttpHeaders,
  ServerHttp2Stream,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { Context } from '@opentelemetry/api';
import { bindEvents } from './bind-events.js';
import { isClientDisconnect } from './client-disconnect.js';
import type { Exchange, ExchangeCallbacks } from './exchange.js';

/** A request and its response over HTTP/2, served as a stream or through the API of HTTP/1. */
export class Http2Exchange implements Exchange {
  readonly method: string;
  readonly target: string;
  readonly protocolVersion = '2';
  readonly #stream: ServerHttp2Stream;
  /** The session that the stream belongs to. A closed stream no longer knows it. */
  readonly #session: Http2Session | undefined;

  constructor(
    stream: ServerHttp2Stream,
    readonly headers: IncomingHttpHeaders,
    readonly rawHeaders: string[],
  ) {
    this.#stream = stream;
    this.#session = stream.session;
    this.method = headers[':method'] ?? '';
    this.target = headers[':path'] ?? '/';
  }

  get identity(): object {
    return this.#stream;
  }

  get authority(): string | undefined {
    return this.headers[':authority'] ?? this.headers.host;
  }

  get peer(): Socket | undefined {
    return this.#session?.socket;
  }

  get isEncrypted(): boolean {
    return this.#session?.encrypted === true;
  }

  get hasBody(): boolean {
    return !this.#stream.endAfterHeaders;
  }

  get statusCode(): number | undefined {
    // In a head that was sent as a list, the status is a text.
    return Number(this.#stream.sentHeaders?.[':status']) || undefined;
  }

  /**
   * Whether the whole response has been sent. Node calls an aborted stream finished, as it can no longer be written to.
   */
  get isComplete(): boolean {
    return this.#stream.writableFinished && !this.#stream.aborted;
  }

  get isAborted(): boolean {
    return !this.isComplete && isClientDisconnect(this.#stream.errored);
  }

  get failure(): Error | null | undefined {
    return this.#stream.errored;
  }

  /** Binds the events of the stream, from which those of the API of HTTP/1 are emitted. */
  bind(active: Context, { bodyEnded, ended }: ExchangeCallbacks = {}): void {
    bindEvents(this.#stream, active, { end: bodyEnded, close: ended });
  }

  addResponseHeader(header: string, valueFor: (statusCode: number) => string | undefined): void {
    const { respond } = this.#stream;
    this.#stream.respond = function (this: ServerHttp2Stream, head = {}, options) {
      if (isList(head)) return respond.call(this, head, options);
      const value = valueFor(Number(head[':status'] ?? 200));
      respond.call(this, value ? { [header]: value, ...head } : head, options);
    };
  }
}

function isList(head: OutgoingHttpHeaders | readonly string[]): head is readonly string[] {
  return Array.isArray(head);
}
