import type { Span } from '../trace/span.js';
import { Trace } from '../trace/trace.js';

/**
 * Returns the traces of spans, in the order of their first spans, with each span once: an exporter that retries sends some
 * twice, and Jaeger may store both.
 */
export function tracesOf(spans: readonly Span[]): Trace[] {
  const traces = new Map<string, Map<string, Span>>();
  for (const span of spans) {
    const trace = traces.get(span.traceId) ?? new Map<string, Span>();
    traces.set(span.traceId, trace.set(span.spanId, span));
  }
  return Array.from(traces.values(), (trace) => new Trace([...trace.values()]));
}
