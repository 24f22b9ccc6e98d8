import {
  type Attributes,
  type Context,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import {
  ATTR_CLIENT_ADDRESS,
  ATTR_ERROR_TYPE,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_NETWORK_PEER_ADDRESS,
  ATTR_NETWORK_PEER_PORT,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_URL_PATH,
  ATTR_URL_QUERY,
  ATTR_URL_SCHEME,
  ATTR_USER_AGENT_ORIGINAL,
} from '@opentelemetry/semantic-conventions';
import { ATTR_NESTJS_REQUEST_ABORTED } from '#span/attributes.js';
import { MAX_NAME_LENGTH, cutText } from '#span/capture/cut-text.js';
import { recordError } from '#span/failure/record.js';
import { ports } from '#span/ports.js';
import type { ServerRequest } from '#span/context/server-context.js';
import { endSpan, startSpan } from '#span/start-span.js';
import { isUnsampledSpan, keptSpan } from '#span/late/unsampled-span.js';
import type { Exchange } from './exchange.js';
import { expressRouteOf } from './express-route.js';
import { methodAttributes, spanNameOf } from '#http/request-method.js';
import { serverAttributes } from '#http/server-address.js';
import { traceresponseOf } from '#http/traceresponse.js';
import { cutPath, parseOrigin, pathnameOf, redactedQueryOf } from '#http/url.js';

/**
 * Starts the SERVER span of a request with what a sampler may decide by, and completes it if it is
 * recorded: most are not.
 */
export function startServerSpan(exchange: Exchange, pathname: string, caller: Context): Span {
  const attributes = methodAttributes(exchange.method);
  attributes[ATTR_URL_PATH] = pathname;
  attributes[ATTR_URL_SCHEME] = exchange.isEncrypted ? 'https' : 'http';
  // The caller's decision may count for as much as its network does.
  if (trace.getSpan(caller)) attributes[ATTR_NETWORK_PEER_ADDRESS] = exchange.peer?.remoteAddress;
  const name = spanNameOf(exchange.method);
  const span = startSpan(name, { kind: SpanKind.SERVER, attributes }, caller);
  if (span.isRecording()) span.setAttributes(requestAttributes(exchange));
  return span;
}

/** `Forwarded` and `X-Forwarded-*` are what anybody may claim; they are not looked at. */
function requestAttributes(exchange: Exchange): Attributes {
  const { headers, peer, target } = exchange;
  const userAgent = headers['user-agent'];
  return {
    // A short path is there already; one that is part of a long target would hold that in memory.
    ...(target.length > MAX_NAME_LENGTH && { [ATTR_URL_PATH]: cutPath(pathnameOf(target)) }),
    ...serverAttributes(parseOrigin(target)?.authority ?? exchange.authority),
    [ATTR_URL_QUERY]: redactedQueryOf(target),
    [ATTR_USER_AGENT_ORIGINAL]: userAgent && cutText(userAgent),
    [ATTR_CLIENT_ADDRESS]: peer?.remoteAddress,
    [ATTR_NETWORK_PEER_ADDRESS]: peer?.remoteAddress,
    [ATTR_NETWORK_PEER_PORT]: peer?.remotePort,
    [ATTR_NETWORK_PROTOCOL_VERSION]: exchange.protocolVersion,
    ...exchange.attributes,
  };
}

/** Whether something is to be done once the response begins: for a dropped span that may be kept, or for all. */
export function tellsTrace(span: Span): boolean {
  return ports.traceResponseHeader || isKeepable(span);
}

/** Whether the span will be exported, or may be. */
export function isKeepable(span: Span): boolean {
  return ports.keeping !== undefined && isUnsampledSpan(span);
}

/**
 * Stops the clock by which a dropped request is slow while its client sends the body.
 *
 * @returns starts the clock; `undefined` where there is nothing to wait for
 */
export function awaitBody(span: Span, { hasBody }: Exchange): (() => void) | undefined {
  if (!hasBody || !ports.keeping || !isUnsampledSpan(span)) return undefined;
  span.awaitBody();
  return () => span.bodyEnded();
}

/** What a response that begins with `statusCode` says of its span: the value of `traceresponse`. */
export function traceresponseFor(span: Span, statusCode: number): string | undefined {
  const isKept = isUnsampledSpan(span) && span.isKept(statusCode >= 500);
  return isKept || ports.traceResponseHeader ? traceresponseOf(span, isKept) : undefined;
}

/** Completes the span once its response is through, or given up by either side. */
export function endServerSpan(request: ServerRequest, exchange: Exchange): void {
  const span = keptSpan(request.span, () => hasFailed(exchange));
  if (!span.isRecording()) return;
  try {
    if (span !== request.span) span.setAttributes(requestAttributes(exchange));
    setOutcome(span, routeOf(request, exchange), exchange);
  } finally {
    endSpan(span);
  }
}

function routeOf({ route }: ServerRequest, { identity, statusCode }: Exchange): string | undefined {
  return route ?? expressRouteOf(identity, statusCode !== 404);
}

function hasFailed({ statusCode = 0, isComplete, isAborted }: Exchange): boolean {
  return statusCode >= 500 || (!isComplete && !isAborted);
}

function setOutcome(span: Span, route: string | undefined, exchange: Exchange): void {
  if (route !== undefined) {
    span.updateName(`${spanNameOf(exchange.method)} ${route}`);
    // The path holds the values of the route's parameters, which may be personal data.
    span.setAttributes({ [ATTR_HTTP_ROUTE]: route, [ATTR_URL_PATH]: route });
  }
  if (exchange.statusCode !== undefined) setResponseStatus(span, exchange.statusCode);
  if (!exchange.isComplete) noteGivenUp(span, exchange);
}

function setResponseStatus(span: Span, statusCode: number): void {
  span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, statusCode);
  if (statusCode < 500) return;
  span.setAttribute(ATTR_ERROR_TYPE, String(statusCode));
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function noteGivenUp(span: Span, { isAborted, failure }: Exchange): void {
  if (isAborted) span.setAttribute(ATTR_NESTJS_REQUEST_ABORTED, true);
  else recordError(span, failure, undefined);
}
