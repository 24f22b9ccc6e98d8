import { type Context, context, propagation, trace } from '@opentelemetry/api';
import { withinBaggageBoundary } from '#span/context/baggage-boundary.js';
import { isTracingSuppressed } from '#span/context/suppression.js';
import type { ClientSpan } from './client-span.js';

/** The headers of a request that is about to leave. */
export interface OutgoingHeaders {
  has(name: string): boolean;
  set(name: string, value: string): void;
}

/** The headers that accompany a trace context and hold none themselves. */
const COMPANIONS = ['baggage', 'tracestate'];

/** Returns the context to send with a request; `undefined` if no trace is active or tracing is suppressed. */
export function outgoingContext(): Context | undefined {
  const active = context.active();
  return trace.getSpan(active) && !isTracingSuppressed(active) ? active : undefined;
}

/**
 * Adds the trace context and the baggage to the headers of a request, unless the application has set a trace
 * context itself. No header that is present is replaced.
 *
 * @param span the span that the callee is to continue; by default the active one of `active`
 * @param host returns the name or the IP address in the URL of the request, by which baggage may be withheld
 */
export function propagate(
  active: Context,
  span: ClientSpan | undefined,
  headers: OutgoingHeaders,
  host: () => string,
): void {
  if (propagation.fields().some((name) => !COMPANIONS.includes(name) && headers.has(name))) return;
  const sent = withinBaggageBoundary(active, host);
  propagation.inject(span ? span.contextWithin(sent) : sent, headers, {
    set(carrier, name, value) {
      if (!carrier.has(name)) carrier.set(name, value);
    },
  });
}
