import type { IncomingHttpHeaders } from 'node:http';
import type { Attributes, Context } from '@opentelemetry/api';
import type { Exchange, ExchangeObserver } from '#http/server/exchange.js';
import { TRACERESPONSE } from '#http/traceresponse.js';
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
  #observer: ExchangeObserver | undefined;
  #announcesSpan = false;

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

  /** Stores the observer. The caller runs the handler in the context, and there are no events to bind. */
  bind(_active: Context, observer?: ExchangeObserver): void {
    this.#observer = observer;
  }

  announceSpan(): void {
    this.#announcesSpan = true;
  }

  /**
   * Ends the exchange with the result of the handler. Returns the result to answer with, which may have one more
   * header.
   */
  answer(result: unknown): unknown {
    this.statusCode = statusOf(result, this.#event.infersStatus ? 200 : undefined);
    this.isComplete = true;
    const answer = this.#announcesSpan ? this.#announce(result) : result;
    this.#observer?.end();
    return answer;
  }

  /** Ends the exchange with the error of the handler. */
  fail(failure: unknown): void {
    this.failure = failure;
    this.#observer?.end();
  }

  #announce(result: unknown): unknown {
    const value = this.statusCode && this.#observer?.traceresponseFor(this.statusCode);
    return value ? withHeader(result, TRACERESPONSE, value) : result;
  }
}
