import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  propagation,
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
import { forceSampling } from '#span/context/forced-sampling.js';
import { type ServerRequest, serverContext } from '#span/context/server-context.js';
import { suppressTracing } from '#span/context/suppression.js';
import { recordError } from '#span/failure/record.js';
import {
  NO_FAILURE,
  type WorkOutcome,
  finish,
  isUnsampledSpan,
} from '#span/late/unsampled-span.js';
import { type Outcome, ports } from '#span/ports.js';
import { startSpan } from '#span/start-span.js';
import type { Exchange } from './exchange.js';
import { expressRouteOf } from './express-route.js';
import { type RequestRules, requestRules } from './request-rules.js';
import { methodAttributes, serverAttributes, spanNameOf } from '#http/request-attributes.js';
import { TRACERESPONSE } from '#http/traceresponse.js';
import { cutPath, parseOrigin, pathnameOf, redactedQueryOf } from '#http/url.js';
import { warnOnThrow } from '#http/warn-on-throw.js';

/** The context of an excluded request, in which nothing starts a span. */
const UNTRACED = suppressTracing(ROOT_CONTEXT);

/**
 * Starts the SERVER span of a request, which ends with its response.
 *
 * @returns the context in which the request is to be served
 */
export function serveExchange(exchange: Exchange): Context {
  const rules = requestRules.current;
  const pathname = pathnameOf(exchange.target);
  const start = rules.removeForceHeader(exchange) ? forceSampling(ROOT_CONTEXT) : ROOT_CONTEXT;
  if (!rules.isExcluded(pathname)) return serve(exchange, pathname, start, rules);
  exchange.bind(UNTRACED);
  return UNTRACED;
}

/**
 * Starts the SERVER span and binds the exchange to it.
 *
 * @param start the context into which the caller's is extracted
 * @param rules the rules in force when the request began. When others have replaced them, tracing has stopped
 */
function serve(exchange: Exchange, pathname: string, start: Context, rules: RequestRules): Context {
  const caller = propagation.extract(start, exchange.headers);
  const span = startServerSpan(exchange, pathname, caller);
  const request: ServerRequest = { type: 'http', span, route: undefined };
  if (mayAnnounceSpan(span)) {
    const valueFor = warnOnThrow((statusCode: number) =>
      requestRules.current === rules ? announceSpan(span, statusCode) : undefined,
    );
    exchange.addResponseHeader(TRACERESPONSE, valueFor);
  }
  const active = serverContext(caller, request);
  const isOpen = span.isRecording() || isLateCandidate(span);
  exchange.bind(active, {
    bodyEnded: awaitBody(span, exchange),
    ended: isOpen
      ? warnOnThrow(() => finish(span, new ExchangeOutcome(request, exchange)))
      : undefined,
  });
  return active;
}

/**
 * Starts the SERVER span of a request with the attributes that a sampler may decide by, and adds the other ones if
 * the span is recorded: most are not.
 */
function startServerSpan(exchange: Exchange, pathname: string, caller: Context): Span {
  const attributes = methodAttributes(exchange.method);
  attributes[ATTR_URL_PATH] = pathname;
  attributes[ATTR_URL_SCHEME] = exchange.isEncrypted ? 'https' : 'http';
  // How far a caller's sampling decision is followed may depend on its network.
  if (trace.getSpan(caller)) attributes[ATTR_NETWORK_PEER_ADDRESS] = exchange.peer?.remoteAddress;
  const name = spanNameOf(exchange.method);
  const span = startSpan(name, { kind: SpanKind.SERVER, attributes }, caller);
  if (span.isRecording()) span.setAttributes(requestAttributes(exchange));
  return span;
}

/** The attributes of a recorded request. `Forwarded` and `X-Forwarded-*` are ignored, as any client can set them. */
function requestAttributes(exchange: Exchange): Attributes {
  const { headers, peer, target } = exchange;
  const userAgent = headers['user-agent'];
  return {
    // A short path is set already. A path cut from a long target would hold the whole target in memory.
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

/** Whether the response may get the header `traceresponse`: every one if the application wants that, else a late-sampled one. */
function mayAnnounceSpan(span: Span): boolean {
  return ports.traceResponseHeader || isLateCandidate(span);
}

/** Whether late sampling may export the span. */
function isLateCandidate(span: Span): boolean {
  return ports.lateSampling !== undefined && isUnsampledSpan(span);
}

/**
 * Stops the clock of late sampling while the client sends the request's body.
 *
 * @returns starts the clock again; `undefined` if there is no body to await, or no clock
 */
function awaitBody(span: Span, { hasBody }: Exchange): (() => void) | undefined {
  if (!hasBody || !ports.lateSampling || !isUnsampledSpan(span)) return undefined;
  span.awaitBody();
  return () => span.receiveBody();
}

const FAILURE: Outcome = { hasFailed: () => true };

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

/** How the exchange of a request ended. Created for every unsampled request, so it has no closures. */
class ExchangeOutcome implements WorkOutcome {
  readonly #request: ServerRequest;
  readonly #exchange: Exchange;

  constructor(request: ServerRequest, exchange: Exchange) {
    this.#request = request;
    this.#exchange = exchange;
  }

  hasFailed(): boolean {
    const { statusCode = 0, isComplete, isAborted } = this.#exchange;
    return statusCode >= 500 || (!isComplete && !isAborted);
  }

  describe(span: Span): void {
    const isRevived = span !== this.#request.span;
    if (isRevived) span.setAttributes(requestAttributes(this.#exchange));
    setOutcome(span, routeOf(this.#request, this.#exchange), this.#exchange);
  }
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
