import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { Attributes, Context } from '@opentelemetry/api';

/** Functions that are called once each. None of them may throw. */
export interface ExchangeCallbacks {
  /** Called when the application has read the request's body to its end. */
  readonly bodyEnded?: (() => void) | undefined;
  /** Called when the response is through, or given up by either side. */
  readonly ended?: (() => void) | undefined;
}

/** A request that a server received and the response to it, whichever protocol carries them. */
export interface Exchange {
  readonly method: string;
  /** As it was sent: `/orders?id=1`, `http://host/orders` or `*`. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  /** The values of each header apart, where the protocol's API has them. */
  readonly headersDistinct?: NodeJS.Dict<string[]>;
  /** Names and values in turn. */
  readonly rawHeaders: string[];
  /** The `Host` header, or `:authority`. */
  readonly authority: string | undefined;
  /** The version of HTTP; `undefined` where it is not known. */
  readonly protocolVersion: string | undefined;
  readonly isEncrypted: boolean;
  /** Whether the request's head announces a body. */
  readonly hasBody: boolean;
  readonly peer: Pick<Socket, 'remoteAddress' | 'remotePort'> | undefined;
  /** The object that is this request, wherever it is handed to. */
  readonly identity: object;
  /** `undefined` until the response has begun. */
  readonly statusCode: number | undefined;
  readonly isComplete: boolean;
  /** Whether the client left before the response was complete. */
  readonly isAborted: boolean;
  /** Why the server gave the response up, if it did. */
  readonly failure: unknown;
  /** What else the span of this exchange says. Read for a recorded span only. */
  readonly attributes?: Attributes;
  /**
   * Runs in `active` what is told of the request and of its response from now on.
   *
   * @param observers called when the request's body, and when the whole exchange, has ended
   */
  bind(active: Context, observers?: ExchangeCallbacks): void;
  /** Adds `header` to the response, unless it has one, when its head is written; with no value, none. */
  addResponseHeader(header: string, valueFor: (statusCode: number) => string | undefined): void;
}
