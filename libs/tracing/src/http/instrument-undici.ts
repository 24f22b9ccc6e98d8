import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type Span, context, propagation, trace } from '@opentelemetry/api';
import { endSpan } from '../span/start-span.js';
import { failClientSpan, isPropagated, setClientResponse, startClientSpan } from './client-span.js';

/** The few members of undici's request that its channels promise. */
interface UndiciRequest {
  readonly origin: string | URL;
  readonly path: string;
  readonly method: string;
  readonly headers: string | readonly unknown[];
  addHeader(name: string, value: string): unknown;
}

interface UndiciMessage {
  readonly request: UndiciRequest;
  readonly response: { readonly statusCode: number };
  readonly error: unknown;
}

/**
 * Makes each request of `fetch` and of undici a CLIENT span, and sends the trace context along.
 *
 * @returns takes the instrumentation away again
 * @see https://github.com/nodejs/undici/blob/main/docs/docs/api/DiagnosticsChannel.md
 */
export function instrumentUndici(): () => void {
  const spans = new WeakMap<UndiciRequest, Span>();

  const listeners: Record<string, (message: UndiciMessage) => void> = {
    'undici:request:create': ({ request }) => {
      if (!isPropagated()) return;
      const origin = String(request.origin);
      const span = startClientSpan({ method: request.method, origin, path: request.path });
      if (span) spans.set(request, span);
      propagate(request, span);
    },
    'undici:request:headers': ({ request, response }) => {
      const span = spans.get(request);
      if (span) setClientResponse(span, response.statusCode);
    },
    'undici:request:trailers': ({ request }) => {
      const span = spans.get(request);
      if (span) endSpan(span);
      spans.delete(request);
    },
    'undici:request:error': ({ request, error }) => {
      const span = spans.get(request);
      if (span) failClientSpan(span, error);
      spans.delete(request);
    },
  };

  return listen(listeners);
}

function propagate(request: UndiciRequest, span: Span | undefined): void {
  if (hasTraceparent(request.headers)) return;
  const active = context.active();
  propagation.inject(span ? trace.setSpan(active, span) : active, request, {
    set: (carrier, name, value) => void carrier.addHeader(name, value),
  });
}

/** Undici keeps headers as one text up to version 6, as a list of names and values from 7 on. */
function hasTraceparent(headers: UndiciRequest['headers']): boolean {
  if (typeof headers === 'string') return /^traceparent:/im.test(headers);
  return headers.some((name, index) => index % 2 === 0 && /^traceparent$/i.test(String(name)));
}

function listen(listeners: Record<string, (message: UndiciMessage) => void>): () => void {
  const entries = Object.entries(listeners).map(
    ([channel, listener]) =>
      [channel, (message: unknown) => listener(message as UndiciMessage)] as const,
  );
  for (const [channel, listener] of entries) subscribe(channel, listener);
  return () => {
    for (const [channel, listener] of entries) unsubscribe(channel, listener);
  };
}
