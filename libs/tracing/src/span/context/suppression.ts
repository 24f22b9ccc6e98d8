import { type Context, createContextKey } from '@opentelemetry/api';

/**
 * The key at which every OpenTelemetry SDK looks. It is made by its name here, as @opentelemetry/core, which
 * exports its functions, is not part of the API.
 */
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** Returns a context in which nothing is traced, by this library or by any other. */
export function suppressTracing(context: Context): Context {
  return context.setValue(SUPPRESS_TRACING, true);
}

/** Whether nothing is to be traced in `context`. */
export function isTracingSuppressed(context: Context): boolean {
  return context.getValue(SUPPRESS_TRACING) === true;
}
