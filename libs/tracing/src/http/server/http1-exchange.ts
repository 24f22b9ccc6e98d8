import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Context } from '@opentelemetry/api';
import { bindEvents, bindQueuedResponse } from './bind-events.js';
import { isClientDisconnect } from './client-disconnect.js';
import type { Exchange, ExchangeCallbacks } from './exchange.js';

/** A request and its response over HTTP/1.0 or HTTP/1.1. */
export class Http1Exchange implements Exchange {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: string[];

  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.#request = request;
    this.#response = response;
    this.method = request.method ?? '';
    this.target = request.url ?? '/';
    this.headers = request.headers;
    this.rawHeaders = request.rawHeaders;
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

  bind(active: Context, { bodyEnded, ended }: ExchangeCallbacks = {}): void {
    bindEvents(this.#request, active, { end: bodyEnded });
    bindEvents(this.#response, active, { close: ended });
    if (!this.#response.socket) bindQueuedResponse(this.#response, active);
  }

  addResponseHeader(header: string, valueFor: (statusCode: number) => string | undefined): void {
    const { writeHead } = this.#response;
    this.#response.writeHead = function (this: ServerResponse, ...head: [statusCode: number]) {
      const value = this.headersSent ? undefined : valueFor(head[0]);
      if (value && !this.hasHeader(header)) this.setHeader(header, value);
      return writeHead.apply(this, head);
    };
  }
}
