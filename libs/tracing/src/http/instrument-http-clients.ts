import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { type Span, context, diag, propagation, trace } from '@opentelemetry/api';
import { endSpan } from '../span/start-span.js';
import { failClientSpan, isPropagated, setClientResponse, startClientSpan } from './client-span.js';

interface HttpClientMessage {
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
  readonly error: unknown;
}

/**
 * Makes each request of `node:http` and `node:https` (and so of axios and most vendors' SDKs) a CLIENT
 * span, and sends the trace context along.
 *
 * @returns takes the instrumentation away again
 * @see https://nodejs.org/api/diagnostics_channel.html#http
 */
export function instrumentHttpClients(): () => void {
  const spans = new WeakMap<ClientRequest, Span>();

  function created(message: unknown): void {
    const { request } = message as HttpClientMessage;
    if (!isPropagated()) return;
    const origin = `${request.protocol}//${hostOf(request)}`;
    const span = startClientSpan({ method: request.method, origin, path: request.path });
    if (span) spans.set(request, span);
    propagate(request, span);
  }

  function answered(message: unknown): void {
    const { request, response } = message as HttpClientMessage;
    const span = spans.get(request);
    if (!span) return;
    setClientResponse(span, response.statusCode ?? 0);
    response.once('close', () => endSpan(span));
  }

  function failed(message: unknown): void {
    const { request, error } = message as HttpClientMessage;
    const span = spans.get(request);
    if (span) failClientSpan(span, error);
    spans.delete(request);
  }

  subscribe('http.client.request.created', created);
  subscribe('http.client.response.finish', answered);
  subscribe('http.client.request.error', failed);
  return () => {
    unsubscribe('http.client.request.created', created);
    unsubscribe('http.client.response.finish', answered);
    unsubscribe('http.client.request.error', failed);
  };
}

/** The `Host` header carries the port, which `ClientRequest` keeps to itself. */
function hostOf(request: ClientRequest): string {
  const host = request.getHeader('host');
  return typeof host === 'string' ? host : request.host;
}

function propagate(request: ClientRequest, span: Span | undefined): void {
  if (request.headersSent) return warnOfHeaderList();
  if (request.hasHeader('traceparent')) return;
  const active = context.active();
  propagation.inject(span ? trace.setSpan(active, span) : active, request, {
    set: (carrier, name, value) => void carrier.setHeader(name, value),
  });
}

let warned = false;

/** Node writes headers that are given as an array at once, before anybody can add one. */
function warnOfHeaderList(): void {
  if (warned) return;
  warned = true;
  diag.warn(
    'A request with its headers in an array carries no trace context: pass them as an object.',
  );
}
