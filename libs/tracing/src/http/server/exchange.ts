import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { Attributes, Context } from '@opentelemetry/api';

/** What an exchange reports to while it goes on. None of the methods may throw. */
export interface ExchangeObserver {
  /** Called when the application has read the request's body to its end. */
  receiveBody(): void;
  /** Called when the response is complete, or when the client or the server has ended it early. */
  end(): void;
  /**
   * Called when the head of the response is written, if {@link Exchange.announceSpan} has asked for that.
   *
   * @returns the value of the header `traceresponse`; `undefined` if the response gets none
   */
  traceresponseFor(statusCode: number): string | undefined;
}

/**
 * A request that a server has received and the response to it, over any version of HTTP or as an event of AWS Lambda.
 */
export interface Exchange {
  readonly method: string;
  /** The request target as it was sent: `/orders?id=1`, `http://host/orders` or `*`. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  /** The headers with their values in separate strings, if the protocol's API provides them. */
  readonly headersDistinct?: NodeJS.Dict<string[]>;
  /** The headers in a list that alternates names and values. */
  readonly rawHeaders: string[];
  /** The value of the `Host` header, or of `:authority`. */
  readonly authority: string | undefined;
  /** The version of HTTP, such as `1.1` or `2`; `undefined` if it is not known. */
  readonly protocolVersion: string | undefined;
  readonly isEncrypted: boolean;
  /** Whether the request's head announces a body. */
  readonly hasBody: boolean;
  /** The address and the port of the other end of the connection. */
  readonly peer: Pick<Socket, 'remoteAddress' | 'remotePort'> | undefined;
  /** The object by which the application identifies this request. */
  readonly identity: object;
  /** The status of the response; `undefined` until the response has begun. */
  readonly statusCode: number | undefined;
  /** Whether the whole response has been sent. */
  readonly isComplete: boolean;
  /** Whether the client disconnected before the response was complete. */
  readonly isAborted: boolean;
  /** The error with which the server ended the response early, if it did. */
  readonly failure: unknown;
  /** Further attributes of the span of this exchange. They are read only if the span is recorded. */
  readonly attributes?: Attributes;
  /**
   * Runs the listeners of the request and of its response in the context `active` from now on.
   *
   * @param observer is told how the exchange goes on
   */
  bind(active: Context, observer?: ExchangeObserver): void;
  /**
   * Adds the header `traceresponse` to the response when its head is written, unless the response has it already or
   * the observer that {@link Exchange.bind} was given says that it gets none.
   */
  announceSpan(): void;
}
