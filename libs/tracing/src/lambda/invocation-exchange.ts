import type { IncomingHttpHeaders } from 'node:http';
import type { Attributes, Context } from '@opentelemetry/api';
import type { Exchange, ExchangeCallbacks } from '#http/server/exchange.js';
import type { HttpEvent } from './http-event.js';
import { statusOf, withHeader } from './http-result.js';

/** An exchange whose request is an event, and whose response is the result of a handler. */
export class InvocationExchange implements Exchange {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: string[] = [];
  readonly isAborted = false;

  statusCode: number | undefined;
  isComplete = false;
  failure: unknown;
  /** Always `false`, as the event holds the whole body, so that there is none to wait for. */
  readonly hasBody = false;
  readonly #event: HttpEvent;
  #ended: (() => void) | undefined;
  #addHeader = (result: unknown): unknown => result;

  constructor(
    event: HttpEvent,
    readonly attributes: Attributes,
  ) {
    this.#event = event;
    this.method = event.method;
    this.target = event.target;
    this.headers = event.headers;
  }

  get identity(): object {
    return this.#event;
  }

  get authority(): string | undefined {
    return this.headers.host;
  }

  get protocolVersion(): string | undefined {
    return this.#event.protocolVersion;
  }

  get isEncrypted(): boolean {
    return this.#event.isEncrypted;
  }

  get peer(): Exchange['peer'] {
    return { remoteAddress: this.#event.sourceAddress, remotePort: undefined };
  }

  /** Stores the callback for the end. The caller runs the handler in the context, and there are no events to bind. */
  bind(_active: Context, { ended }: ExchangeCallbacks = {}): void {
    this.#ended = ended;
  }

  addResponseHeader(header: string, valueFor: (statusCode: number) => string | undefined): void {
    this.#addHeader = (result) => {
      const value = this.statusCode && valueFor(this.statusCode);
      return value ? withHeader(result, header, value) : result;
    };
  }

  /**
   * Ends the exchange with the result of the handler. Returns the result to answer with, which may have one more
   * header.
   */
  answer(result: unknown): unknown {
    this.statusCode = statusOf(result, this.#event.infersStatus ? 200 : undefined);
    this.isComplete = true;
    const answer = this.#addHeader(result);
    this.#ended?.();
    return answer;
  }

  /** Ends the exchange with the error of the handler. */
  fail(failure: unknown): void {
    this.failure = failure;
    this.#ended?.();
  }
}
