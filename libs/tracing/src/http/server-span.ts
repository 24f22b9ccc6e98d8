import {
  type Attributes,
  type Context,
  type Span,
  SpanKind,
  SpanStatusCode,
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
import { ATTR_NESTJS_REQUEST_ABORTED } from '../span/attributes.js';
import { recordError } from '../span/record-error.js';
import type { ServerRequest } from '../span/server-request.js';
import { endSpan, startSpan } from '../span/start-span.js';
import type { Exchange } from './exchange.js';
import { methodAttributes, spanNameOf } from './request-method.js';
import { serverAttributes } from './server-address.js';
import { originOf, redactedQueryOf } from './url.js';

/**
 * Starts the SERVER span of a request with what a sampler may decide by, and completes it if it is
 * recorded: most are not.
 */
export function startServerSpan(exchange: Exchange, pathname: string, caller: Context): Span {
  const attributes = methodAttributes(exchange.method);
  attributes[ATTR_URL_PATH] = pathname;
  attributes[ATTR_URL_SCHEME] = exchange.isEncrypted ? 'https' : 'http';
  const name = spanNameOf(exchange.method);
  const span = startSpan(name, { kind: SpanKind.SERVER, attributes }, caller);
  if (span.isRecording()) span.setAttributes(requestAttributes(exchange));
  return span;
}

/** `Forwarded` and `X-Forwarded-*` are what anybody may claim; they are not looked at. */
function requestAttributes(exchange: Exchange): Attributes {
  const { headers, peer, target } = exchange;
  return {
    ...serverAttributes(originOf(target)?.authority ?? exchange.authority),
    [ATTR_URL_QUERY]: redactedQueryOf(target),
    [ATTR_USER_AGENT_ORIGINAL]: headers['user-agent'],
    [ATTR_CLIENT_ADDRESS]: peer?.remoteAddress,
    [ATTR_NETWORK_PEER_ADDRESS]: peer?.remoteAddress,
    [ATTR_NETWORK_PEER_PORT]: peer?.remotePort,
    [ATTR_NETWORK_PROTOCOL_VERSION]: exchange.protocolVersion,
  };
}

/** Completes the span once its response is through, or given up by either side. */
export function endServerSpan(request: ServerRequest, exchange: Exchange): void {
  try {
    setOutcome(request, exchange);
  } finally {
    endSpan(request.span);
  }
}

function setOutcome({ span, route }: ServerRequest, exchange: Exchange): void {
  if (route !== undefined) {
    span.updateName(`${spanNameOf(exchange.method)} ${route}`);
    // The path holds the values of the route's parameters, which may be personal data.
    span.setAttributes({ [ATTR_HTTP_ROUTE]: route, [ATTR_URL_PATH]: route });
  }
  if (exchange.statusCode !== undefined) setResponseStatus(span, exchange.statusCode);
  if (!exchange.isComplete) noteGivenUp(span, exchange.failure);
}

function setResponseStatus(span: Span, statusCode: number): void {
  span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, statusCode);
  if (statusCode < 500) return;
  span.setAttribute(ATTR_ERROR_TYPE, String(statusCode));
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** Node destroys a response whose client has gone with an error of its own. */
function noteGivenUp(span: Span, failure: Exchange['failure']): void {
  const isByClient = !failure || ('code' in failure && failure.code === 'ECONNRESET');
  if (isByClient) span.setAttribute(ATTR_NESTJS_REQUEST_ABORTED, true);
  else recordError(span, failure, undefined);
}
