import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Context } from '@opentelemetry/api';
import { TRACERESPONSE } from '#http/traceresponse.js';
import { bindQueuedResponse, createBinder, observerOf } from './bind-events.js';
import { isClientDisconnect } from './client-disconnect.js';
import type { Exchange, ExchangeObserver } from './exchange.js';

const bindRequest = createBinder((observer, event) => {
  if (event === 'end') observer.receiveBody();
});
const bindResponse = createBinder((observer, event) => {
  if (event === 'close') observer.end();
});

/** A request and its response over HTTP/1.0 or HTTP/1.1. */
export class Http1Exchange implements Exchange {
  readonly method: string;
  readonly target: string;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.#request = request;
    this.#response = response;
    this.method = request.method ?? '';
    this.target = request.url ?? '/';
  }

  get headers(): IncomingHttpHeaders {
    return this.#request.headers;
  }

  get rawHeaders(): string[] {
    return this.#request.rawHeaders;
  }

  get identity(): object {
    return this.#request;
  }

  get headersDistinct(): NodeJS.Dict<string[]> {
    return this.#request.headersDistinct;
  }

  get authority(): string | undefined {
    return this.headers.host;
  }

  get protocolVersion(): string {
    return this.#request.httpVersion;
  }

  /**
   * The socket of the request. A request that code has constructed, as adapters for serverless platforms do, may have
   * none.
   */
  get peer(): Socket | undefined {
    return this.#request.socket;
  }

  get isEncrypted(): boolean {
    return (this.peer as TLSSocket | undefined)?.encrypted === true;
  }

  get statusCode(): number | undefined {
    return this.#response.headersSent ? this.#response.statusCode : undefined;
  }

  get isComplete(): boolean {
    return this.#response.writableFinished;
  }

  get isAborted(): boolean {
    return !this.isComplete && isClientDisconnect(this.#response.errored);
  }

  get failure(): Error | null | undefined {
    return this.#response.errored;
  }

  /**
   * Whether the headers announce a body.
   *
   * @see https://www.rfc-editor.org/rfc/rfc9112#section-6.3
   */
  get hasBody(): boolean {
    const { 'transfer-encoding': encoding, 'content-length': length = '0' } = this.headers;
    return encoding !== undefined || length !== '0';
  }

  bind(active: Context, observer?: ExchangeObserver): void {
    bindRequest(this.#request, active, observer);
    bindResponse(this.#response, active, observer);
    if (!this.#response.socket) bindQueuedResponse(this.#response, active);
  }

  announceSpan(): void {
    const response: AnnouncingResponse = this.#response;
    response[WRITE_HEAD] = response.writeHead;
    response.writeHead = writeHead;
  }
}

/** The key at which a response holds the method `writeHead` that was replaced. */
const WRITE_HEAD = Symbol('@traced/nest writeHead');

type AnnouncingResponse = ServerResponse & { [WRITE_HEAD]?: ServerResponse['writeHead'] };

/**
 * Writes the head of a response with the header `traceresponse`, if it gets one. It is an own method of each response
 * that may be late-sampled, so that it is no method of any other, and one function for all of them.
 */
function writeHead(this: AnnouncingResponse, ...head: [statusCode: number]): ServerResponse {
  const value = this.headersSent ? undefined : observerOf(this)?.traceresponseFor(head[0]);
  if (value && !this.hasHeader(TRACERESPONSE)) this.setHeader(TRACERESPONSE, value);
  return (this[WRITE_HEAD] as ServerResponse['writeHead']).apply(this, head);
}
