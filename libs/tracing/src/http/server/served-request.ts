import { type Span, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_URL_PATH,
} from '@opentelemetry/semantic-conventions';
import { ATTR_NESTJS_REQUEST_ABORTED } from '#span/attributes.js';
import type { ServerRequest } from '#span/context/server-context.js';
import { recordError } from '#span/failure/record.js';
import {
  NO_FAILURE,
  type WorkOutcome,
  finish,
  isUnsampledSpan,
} from '#span/late/unsampled-span.js';
import { type Outcome, ports } from '#span/ports.js';
import { spanNameOf } from '#http/request-attributes.js';
import { warnUntraced } from '#http/warn-on-throw.js';
import type { Exchange, ExchangeObserver } from './exchange.js';
import { expressRouteOf } from './express-route.js';
import { type RequestRules, requestRules } from './request-rules.js';
import { requestAttributes } from './server-span.js';

const FAILURE: Outcome = { hasFailed: () => true };

/**
 * A request that is being served, with its span. One object that routers find in the context, that observes the
 * exchange, and that is its outcome: every unsampled request has one, so that it has no closures.
 */
export class ServedRequest implements ServerRequest, ExchangeObserver, WorkOutcome {
  readonly type = 'http';
  readonly span: Span;
  route: string | undefined;
  readonly #exchange: Exchange;
  readonly #rules: RequestRules;
  #hasEnded = false;

  /** @param rules the rules in force when the request began. When others have replaced them, tracing has stopped */
  constructor(span: Span, exchange: Exchange, rules: RequestRules) {
    this.span = span;
    this.#exchange = exchange;
    this.#rules = rules;
  }

  receiveBody(): void {
    if (isUnsampledSpan(this.span)) this.span.receiveBody();
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    try {
      finish(this.span, this);
    } catch (error) {
      warnUntraced(error);
    }
  }

  traceresponseFor(statusCode: number): string | undefined {
    if (requestRules.current !== this.#rules) return undefined;
    try {
      return announceSpan(this.span, statusCode);
    } catch (error) {
      warnUntraced(error);
      return undefined;
    }
  }

  hasFailed(): boolean {
    const { statusCode = 0, isComplete, isAborted } = this.#exchange;
    return statusCode >= 500 || (!isComplete && !isAborted);
  }

  describe(span: Span): void {
    const isRevived = span !== this.span;
    if (isRevived) span.setAttributes(requestAttributes(this.#exchange));
    setOutcome(span, routeOf(this, this.#exchange), this.#exchange);
  }
}

/**
 * Decides whether an unsampled span is late-sampled, as its response begins with `statusCode`.
 *
 * @returns the value of `traceresponse`; `undefined` if the response gets no such header
 */
function announceSpan(span: Span, statusCode: number): string | undefined {
  const outcome = statusCode >= 500 ? FAILURE : NO_FAILURE;
  const decision = isUnsampledSpan(span) ? ports.lateSampling?.decide(span, outcome) : undefined;
  const isLateSampled = decision !== undefined;
  return isLateSampled || ports.traceResponseHeader
    ? traceresponseOf(span, isLateSampled)
    : undefined;
}

/**
 * Returns the value of `traceresponse` for `span`.
 *
 * @param isLateSampled whether the span is exported although it is unsampled
 */
function traceresponseOf(span: Span, isLateSampled: boolean): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const flags = isLateSampled ? traceFlags | TraceFlags.SAMPLED : traceFlags;
  return `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, '0')}`;
}

function routeOf({ route }: ServerRequest, { identity, statusCode }: Exchange): string | undefined {
  return route ?? expressRouteOf(identity, statusCode !== 404);
}

function setOutcome(span: Span, route: string | undefined, exchange: Exchange): void {
  if (route !== undefined) {
    span.updateName(`${spanNameOf(exchange.method)} ${route}`);
    // The path holds the values of the route's parameters, which may be personal data.
    span.setAttributes({ [ATTR_HTTP_ROUTE]: route, [ATTR_URL_PATH]: route });
  }
  if (exchange.statusCode !== undefined) setResponseStatus(span, exchange.statusCode);
  if (!exchange.isComplete) setGivenUp(span, exchange);
}

function setResponseStatus(span: Span, statusCode: number): void {
  span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, statusCode);
  if (statusCode < 500) return;
  span.setAttribute(ATTR_ERROR_TYPE, String(statusCode));
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function setGivenUp(span: Span, { isAborted, failure }: Exchange): void {
  if (isAborted) span.setAttribute(ATTR_NESTJS_REQUEST_ABORTED, true);
  else recordError(span, failure, undefined);
}
