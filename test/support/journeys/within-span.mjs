import { context, trace } from '@opentelemetry/api';

/** Returns a function that runs `journey` below a span that is open already, as within a traced request. */
export function withinSpan(journey) {
  const span = trace.getTracer('journeys').startSpan('caller');
  return () => context.with(trace.setSpan(context.active(), span), journey);
}
