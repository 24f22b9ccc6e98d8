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
import { spanNameOf } from '#http/request-method.js';

/** The CLIENT span of one request on the wire: a redirect that is followed is another one. Ends once. */
export class ClientSpan {
  /** By `performance.now()`. */
  private answeredAt: number | undefined;
  private hasEnded = false;

  private constructor(private readonly span: Span) {}

  /**
   * Starts a child of the active span, also of one that has ended. `undefined` where there is none that is
   * sampled: what a process does at boot, or on a timer, is no trace of its own.
   */
  static start(target: ClientTarget): ClientSpan | undefined {
    if (!isRecordedBelow(trace.getActiveSpan())) return undefined;
    const attributes = targetAttributes(target);
    return new ClientSpan(
      startSpan(spanNameOf(target.method), { kind: SpanKind.CLIENT, attributes }),
    );
  }

  /** What the request takes along. */
  in(active: Context): Context {
    return trace.setSpan(active, this.span);
  }

  /** @param protocolVersion the version of HTTP that is spoken on the connection */
  connected({ remoteAddress, remotePort }: Socket, protocolVersion: string): void {
    this.span.setAttributes({
      [ATTR_NETWORK_PEER_ADDRESS]: remoteAddress,
      [ATTR_NETWORK_PEER_PORT]: remotePort,
      [ATTR_NETWORK_PROTOCOL_VERSION]: protocolVersion,
    });
  }

  /** A client sees its own mistake in a 4xx, so that is an error here, unlike on a server. */
  answered(statusCode: number): void {
    if (this.hasEnded) return;
    this.answeredAt = performance.now();
    this.span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, statusCode);
    if (statusCode < 400) return;
    this.span.setAttribute(ATTR_ERROR_TYPE, String(statusCode));
    this.span.setStatus({ code: SpanStatusCode.ERROR });
  }

  end(endedAt?: number): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    endSpan(this.span, endedAt);
  }

  /** A timeout is a failure, though it comes as a cancellation; what is no error is a caller's reason to cancel. */
  fail(error: unknown): void {
    if (this.hasEnded) return;
    if (isError(error))
      recordError(this.span, isTimeout(error.cause) ? error.cause : error, undefined);
    this.end();
  }

  /**
   * Nobody wanted the response's body, and the client has cleared it away at some later time, which
   * says nothing about the request.
   *
   * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span-duration
   */
  abandon(): void {
    this.end(this.answeredAt);
  }
}

function isTimeout(error: unknown): error is Error {
  return isError(error) && error.name === 'TimeoutError';
}
