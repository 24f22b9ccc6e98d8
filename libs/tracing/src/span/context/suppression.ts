import { type Context, createContextKey } from '@opentelemetry/api';

/** The key that every OpenTelemetry SDK looks at; @opentelemetry/core, which names it, is not the API. */
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** A context in which nothing is traced, by this library or by any other. */
export function suppressTracing(context: Context): Context {
  return context.setValue(SUPPRESS_TRACING, true);
}

export function isTracingSuppressed(context: Context): boolean {
  return context.getValue(SUPPRESS_TRACING) === true;
}
