import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import type { Context } from '@opentelemetry/api';
import { bindEvents } from './bind-events.js';
import type { Exchange } from './exchange.js';

/** An exchange of HTTP/2, whether it is served as a stream or by the API that HTTP/1 has. */
export class Http2Exchange implements Exchange {
  readonly method: string;
  readonly target: string;
  readonly protocolVersion = '2';

  constructor(
    private readonly stream: ServerHttp2Stream,
    readonly headers: IncomingHttpHeaders,
  ) {
    this.method = headers[':method'] ?? '';
    this.target = headers[':path'] ?? '/';
  }

  get identity(): object {
    return this.stream;
  }

  get authority(): string | undefined {
    return this.headers[':authority'] ?? this.headers.host;
  }

  get peer(): Socket | undefined {
    return this.stream.session?.socket;
  }

  get isEncrypted(): boolean {
    return this.stream.session?.encrypted === true;
  }

  get statusCode(): number | undefined {
    const status: unknown = this.stream.sentHeaders?.[':status'];
    return typeof status === 'number' ? status : undefined;
  }

  /** An aborted stream counts as finished, as nothing can be written to it any more. */
  get isComplete(): boolean {
    return this.stream.writableFinished && !this.stream.aborted;
  }

  get failure(): Error | null | undefined {
    return this.stream.errored;
  }

  /** What the API of HTTP/1 emits comes from the stream's events. */
  bind(active: Context): void {
    bindEvents(this.stream, active);
  }

  onceOver(listener: () => void): void {
    this.stream.once('close', listener);
  }
}
