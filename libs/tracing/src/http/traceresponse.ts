import { type Span, type SpanContext, TraceFlags } from '@opentelemetry/api';

/**
 * The header by which a response says which span answered, and whether that is recorded.
 *
 * @see https://w3c.github.io/trace-context/#trace-context-http-response-headers-format
 */
export const TRACERESPONSE = 'traceresponse';

const FORMAT = /^00-([\da-f]{32})-[\da-f]{16}-([\da-f]{2})$/;

/** @param isKept whether the span is exported, though it was not sampled */
export function traceresponseOf(span: Span, isKept: boolean): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const flags = isKept ? traceFlags | TraceFlags.SAMPLED : traceFlags;
  return `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, '0')}`;
}

/** Whether `header` says that the trace of `caller` is recorded where it comes from. */
export function announcesRecordedTrace(header: unknown, { traceId }: SpanContext): boolean {
  const [, answered, flags = '0'] = (typeof header === 'string' && FORMAT.exec(header)) || [];
  return answered === traceId && (parseInt(flags, 16) & TraceFlags.SAMPLED) !== 0;
}
