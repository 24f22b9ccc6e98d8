import { type Context, context, propagation, trace } from '@opentelemetry/api';
import { withinBaggageBoundary } from '#span/context/baggage-boundary.js';
import { isTracingSuppressed } from '#span/context/suppression.js';
import type { ClientSpan } from './client-span.js';

/** The headers of a request that is about to leave. */
export interface OutgoingHeaders {
  has(name: string): boolean;
  set(name: string, value: string): void;
}

/** Headers that go along with a trace context, and are none. */
const BESIDE = ['baggage', 'tracestate'];

/** The context that goes along with a request, if there is a trace and it is not suppressed. */
export function outgoingContext(): Context | undefined {
  const active = context.active();
  return trace.getSpan(active) && !isTracingSuppressed(active) ? active : undefined;
}

/**
 * Adds the trace context, unless the application has set one, and leaves every header that is there.
 *
 * @param host returns the name or the IP address in the URL of the request
 */
export function propagate(
  active: Context,
  span: ClientSpan | undefined,
  headers: OutgoingHeaders,
  host: () => string,
): void {
  if (propagation.fields().some((name) => !BESIDE.includes(name) && headers.has(name))) return;
  const sent = withinBaggageBoundary(active, host);
  propagation.inject(span ? span.in(sent) : sent, headers, {
    set(carrier, name, value) {
      if (!carrier.has(name)) carrier.set(name, value);
    },
  });
}
