import { type Context, type Span, type SpanOptions, context, trace } from '@opentelemetry/api';
import { now } from './clock.js';
import { PACKAGE_NAME, PACKAGE_VERSION } from './version.js';

/** Made once: the API hands out a proxy that follows whichever provider is registered later. */
const tracer = trace.getTracer(PACKAGE_NAME, PACKAGE_VERSION);

/** Starts a span of this library; by default a child of the active one. */
export function startSpan(
  name: string,
  options: Omit<SpanOptions, 'startTime'>,
  parent: Context = context.active(),
): Span {
  return tracer.startSpan(name, { ...options, startTime: now() }, parent);
}

export function endSpan(span: Span): void {
  span.end(now());
}
