import {
  type Attributes,
  type Span,
  SpanKind,
  SpanStatusCode,
  context,
  trace,
} from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_FULL,
} from '@opentelemetry/semantic-conventions';
import { recordError } from '../span/record-error.js';
import { isTracingSuppressed } from '../span/suppression.js';
import { endSpan, startSpan } from '../span/start-span.js';
import { methodAttributes, spanNameOf } from './request-method.js';
import { redactedUrl } from './url.js';

/** A request that leaves this process. */
export interface ClientRequestTarget {
  readonly method: string;
  readonly origin: string;
  readonly path: string;
}

/**
 * The CLIENT span of a request, as a child of the active span. `undefined` where none is active: what
 * a process does at boot, or on a timer, is no trace of its own. Under an unsampled span no span is
 * made either; {@link isPropagated} tells whether the decision travels on.
 */
export function startClientSpan({ method, origin, path }: ClientRequestTarget): Span | undefined {
  if (!trace.getActiveSpan()?.isRecording()) return undefined;
  return startSpan(spanNameOf(method), {
    kind: SpanKind.CLIENT,
    attributes: {
      ...methodAttributes(method),
      ...serverAttributes(origin),
      [ATTR_URL_FULL]: redactedUrl(origin, path),
    },
  });
}

/** Of a `Host` header that is no host nothing is known; an error here would end the process. */
function serverAttributes(origin: string): Attributes {
  const url = URL.parse(origin);
  if (!url) return {};
  const defaultPort = url.protocol === 'https:' ? 443 : 80;
  return {
    [ATTR_SERVER_ADDRESS]: url.hostname,
    [ATTR_SERVER_PORT]: url.port ? Number(url.port) : defaultPort,
  };
}

/** Whether the active context goes along with a request. */
export function isPropagated(): boolean {
  return trace.getActiveSpan() !== undefined && !isTracingSuppressed(context.active());
}

/** A client sees its own mistake in a 4xx, so that is an error here, unlike on a server. */
export function setClientResponse(span: Span, statusCode: number): void {
  span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, statusCode);
  if (statusCode < 400) return;
  span.setAttribute(ATTR_ERROR_TYPE, String(statusCode));
  span.setStatus({ code: SpanStatusCode.ERROR });
}

export function failClientSpan(span: Span, error: unknown): void {
  recordError(span, error, undefined);
  endSpan(span);
}
