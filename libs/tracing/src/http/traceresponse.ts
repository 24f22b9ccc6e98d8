import { type Span, type SpanContext, TraceFlags } from '@opentelemetry/api';

/**
 * The name of the response header that holds the IDs of the span that answered, and whether that span is sampled.
 *
 * @see https://w3c.github.io/trace-context/#trace-context-http-response-headers-format
 */
export const TRACERESPONSE = 'traceresponse';

const FORMAT = /^00-([\da-f]{32})-[\da-f]{16}-([\da-f]{2})$/;

/**
 * Returns the value of `traceresponse` for `span`.
 *
 * @param isLateSampled whether the span is exported although it is unsampled
 */
export function traceresponseOf(span: Span, isLateSampled: boolean): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const flags = isLateSampled ? traceFlags | TraceFlags.SAMPLED : traceFlags;
  return `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, '0')}`;
}

/** Whether a `traceresponse` header says that the callee exports its part of the trace of `caller`. */
export function announcesRecordedTrace(header: unknown, { traceId }: SpanContext): boolean {
  const [, answered, flags = '0'] = (typeof header === 'string' && FORMAT.exec(header)) || [];
  return answered === traceId && (parseInt(flags, 16) & TraceFlags.SAMPLED) !== 0;
}
