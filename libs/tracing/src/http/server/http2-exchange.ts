import type {
  Http2Session,
  IncomingHttpHeaders,
  OutgoingHttpHeaders,
  ServerHttp2Stream,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { Context } from '@opentelemetry/api';
import { TRACERESPONSE } from '#http/traceresponse.js';
import { createBinder, observerOf } from './bind-events.js';
import { isClientDisconnect } from './client-disconnect.js';
import type { Exchange, ExchangeObserver } from './exchange.js';

const bindStream = createBinder((observer, event) => {
  if (event === 'end') observer.receiveBody();
  else if (event === 'close') observer.end();
});

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
  bind(active: Context, observer?: ExchangeObserver): void {
    bindStream(this.#stream, active, observer);
  }

  announceSpan(): void {
    const stream: AnnouncingStream = this.#stream;
    stream[RESPOND] = stream.respond;
    stream.respond = respond;
  }
}

/** The key at which a stream holds the method `respond` that was replaced. */
const RESPOND = Symbol('@traced/nest respond');

type Respond = ServerHttp2Stream['respond'];
type AnnouncingStream = ServerHttp2Stream & { [RESPOND]?: Respond };

/** Begins a response with the header `traceresponse`, if it gets one. An own method, as `writeHead` of HTTP/1 is. */
function respond(this: AnnouncingStream, ...[head = {}, options]: Parameters<Respond>): void {
  const replaced = this[RESPOND] as Respond;
  if (isList(head)) return replaced.call(this, head, options);
  const value = observerOf(this)?.traceresponseFor(Number(head[':status'] ?? 200));
  return replaced.call(this, value ? { [TRACERESPONSE]: value, ...head } : head, options);
}

function isList(head: OutgoingHttpHeaders | readonly string[]): head is readonly string[] {
  return Array.isArray(head);
}
