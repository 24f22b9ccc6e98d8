import type { IncomingHttpHeaders } from 'node:http';
import type { Attributes, Context } from '@opentelemetry/api';
import type { Exchange, ExchangeCallbacks } from '#http/server/exchange.js';
import type { HttpEvent } from './http-event.js';
import { statusOf, withHeader } from './http-result.js';

/** An exchange whose request came as an event, and whose response is what a handler returns. */
export class InvocationExchange implements Exchange {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: string[] = [];
  readonly isAborted = false;

  statusCode: number | undefined;
  isComplete = false;
  failure: unknown;
  /** An event holds the whole body. */
  readonly hasBody = false;
  private ended: (() => void) | undefined;
  private addHeader = (result: unknown): unknown => result;

  constructor(
    private readonly event: HttpEvent,
    readonly attributes: Attributes,
  ) {
    this.method = event.method;
    this.target = event.target;
    this.headers = event.headers;
  }

  get identity(): object {
    return this.event;
  }

  get authority(): string | undefined {
    return this.headers.host;
  }

  get protocolVersion(): string | undefined {
    return this.event.protocolVersion;
  }

  get isEncrypted(): boolean {
    return this.event.isEncrypted;
  }

  get peer(): Exchange['peer'] {
    return { remoteAddress: this.event.sourceAddress, remotePort: undefined };
  }

  /** The handler runs in `active`, and so does all that it calls. */
  bind(_active: Context, { ended }: ExchangeCallbacks = {}): void {
    this.ended = ended;
  }

  addResponseHeader(header: string, valueFor: (statusCode: number) => string | undefined): void {
    this.addHeader = (result) => {
      const value = this.statusCode && valueFor(this.statusCode);
      return value ? withHeader(result, header, value) : result;
    };
  }

  /** Ends the exchange. Returns what the handler is to answer with. */
  answer(result: unknown): unknown {
    this.statusCode = statusOf(result, this.event.infersStatus ? 200 : undefined);
    this.isComplete = true;
    const answer = this.addHeader(result);
    this.ended?.();
    return answer;
  }

  /** Ends the exchange whose handler has thrown. */
  fail(failure: unknown): void {
    this.failure = failure;
    this.ended?.();
  }
}
