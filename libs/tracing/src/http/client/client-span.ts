import type { Socket } from 'node:net';
import { type Context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_NETWORK_PEER_ADDRESS,
  ATTR_NETWORK_PEER_PORT,
  ATTR_NETWORK_PROTOCOL_VERSION,
} from '@opentelemetry/semantic-conventions';
import { isError } from '#span/failure/classify.js';
import { isRecordedBelow } from '#span/late/is-recorded.js';
import { recordError } from '#span/failure/record.js';
import { endSpan, startSpan } from '#span/start-span.js';
import { type ClientTarget, targetAttributes } from './client-target.js';
import { spanNameOf } from '#http/request-attributes.js';

/** The CLIENT span of one request on the wire. A redirect that is followed is another request. The span ends once. */
export class ClientSpan {
  readonly #span: Span;
  /** The time in milliseconds at which the response began, as `performance.now()` gave it. */
  #answeredAt: number | undefined;
  #hasEnded = false;

  private constructor(span: Span) {
    this.#span = span;
  }

  /**
   * Starts the span as a child of the active span, even of one that has ended. Returns `undefined` if no sampled
   * span is active: a request that a process makes while it starts, or on a timer, begins no trace of its own.
   */
  static start(target: ClientTarget): ClientSpan | undefined {
    if (!isRecordedBelow(trace.getActiveSpan())) return undefined;
    const attributes = targetAttributes(target);
    return new ClientSpan(
      startSpan(spanNameOf(target.method), { kind: SpanKind.CLIENT, attributes }),
    );
  }

  /** Returns `active` with this span as the active one: the context that the request carries to its server. */
  contextWithin(active: Context): Context {
    return trace.setSpan(active, this.#span);
  }

  /**
   * Records the connection that carries the request.
   *
   * @param protocolVersion the version of HTTP that is spoken on the connection, such as `1.1`
   */
  recordConnection({ remoteAddress, remotePort }: Socket, protocolVersion: string): void {
    this.#span.setAttributes({
      [ATTR_NETWORK_PEER_ADDRESS]: remoteAddress,
      [ATTR_NETWORK_PEER_PORT]: remotePort,
      [ATTR_NETWORK_PROTOCOL_VERSION]: protocolVersion,
    });
  }

  /** Records the status of the response. A 4xx is an error of the client's, so it is one here and not on a server. */
  recordStatus(statusCode: number): void {
    if (this.#hasEnded) return;
    this.#answeredAt = performance.now();
    this.#span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, statusCode);
    if (statusCode < 400) return;
    this.#span.setAttribute(ATTR_ERROR_TYPE, String(statusCode));
    this.#span.setStatus({ code: SpanStatusCode.ERROR });
  }

  /** Ends the span now, or at `endedAt`, which is in milliseconds by `performance.now()`. */
  end(endedAt?: number): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    endSpan(this.#span, endedAt);
  }

  /**
   * Ends the span with the failure of its request. A timeout is a failure, though it arrives as a cancellation.
   * A value that is no error is the reason for which the caller cancelled, and no failure.
   */
  fail(error: unknown): void {
    if (this.#hasEnded) return;
    if (isError(error))
      recordError(this.#span, isTimeout(error.cause) ? error.cause : error, undefined);
    this.end();
  }

  /**
   * Ends the span at the time at which the response began. The application never read the body, so the time at
   * which the client discards it says nothing about the request.
   *
   * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span-duration
   */
  abandon(): void {
    this.end(this.#answeredAt);
  }
}

function isTimeout(error: unknown): error is Error {
  return isError(error) && error.name === 'TimeoutError';
}
