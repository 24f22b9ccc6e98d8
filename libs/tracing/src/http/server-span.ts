import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { type Attributes, type Span, SpanStatusCode } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_NETWORK_PEER_ADDRESS,
  ATTR_NETWORK_PEER_PORT,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_PATH,
  ATTR_URL_QUERY,
  ATTR_URL_SCHEME,
  ATTR_USER_AGENT_ORIGINAL,
} from '@opentelemetry/semantic-conventions';
import { ATTR_NESTJS_REQUEST_ABORTED } from '../span/attributes.js';
import type { ServerRequest } from '../span/server-request.js';
import { endSpan } from '../span/start-span.js';
import { methodAttributes, spanNameOf } from './request-method.js';
import { pathnameOf, redactedQueryOf } from './url.js';

/** What a sampler may decide by: few, as they are made for requests that will not be recorded too. */
export function samplingAttributes(request: IncomingMessage): Attributes {
  return {
    ...methodAttributes(request.method ?? ''),
    [ATTR_URL_PATH]: pathnameOf(request.url ?? '/'),
    [ATTR_URL_SCHEME]: (request.socket as TLSSocket | null)?.encrypted ? 'https' : 'http',
  };
}

/** The rest, for a request that is recorded. */
export function requestAttributes(request: IncomingMessage): Attributes {
  const { socket, headers } = request;
  return {
    ...hostAttributes(headers[':authority'] ?? headers.host),
    [ATTR_URL_QUERY]: redactedQueryOf(request.url ?? '/'),
    [ATTR_USER_AGENT_ORIGINAL]: headers['user-agent'],
    [ATTR_NETWORK_PEER_ADDRESS]: socket?.remoteAddress,
    [ATTR_NETWORK_PEER_PORT]: socket?.remotePort,
    [ATTR_NETWORK_PROTOCOL_VERSION]: request.httpVersionMajor === 2 ? '2' : request.httpVersion,
  };
}

function hostAttributes(host: string | string[] | undefined): Attributes {
  if (typeof host !== 'string') return {};
  const [, address, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(host) ?? [];
  return { [ATTR_SERVER_ADDRESS]: address, [ATTR_SERVER_PORT]: port ? Number(port) : undefined };
}

/** Completes the span once its response is through, or its client gone. */
export function endServerSpan(
  { span, route }: ServerRequest,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (route !== undefined) {
    span.updateName(`${spanNameOf(request.method ?? '')} ${route}`);
    // The path holds the values of the route's parameters, which may be personal data.
    span.setAttributes({ [ATTR_HTTP_ROUTE]: route, [ATTR_URL_PATH]: route });
  }
  if (response.headersSent) setResponseStatus(span, response.statusCode);
  if (!response.writableFinished) span.setAttribute(ATTR_NESTJS_REQUEST_ABORTED, true);
  endSpan(span);
}

function setResponseStatus(span: Span, statusCode: number): void {
  span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, statusCode);
  if (statusCode < 500) return;
  span.setAttribute(ATTR_ERROR_TYPE, String(statusCode));
  span.setStatus({ code: SpanStatusCode.ERROR });
}
