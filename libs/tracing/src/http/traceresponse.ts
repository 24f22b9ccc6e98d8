import { type SpanContext, TraceFlags } from '@opentelemetry/api';

/**
 * The name of the response header that holds the IDs of the span that answered, and whether that span is sampled.
 *
 * @see https://w3c.github.io/trace-context/#trace-context-http-response-headers-format
 */
export const TRACERESPONSE = 'traceresponse';

const FORMAT = /^00-([\da-f]{32})-[\da-f]{16}-([\da-f]{2})$/;

/** Whether a `traceresponse` header says that the callee exports its part of the trace of `caller`. */
export function announcesRecordedTrace(header: unknown, { traceId }: SpanContext): boolean {
  const [, answered, flags = '0'] = (typeof header === 'string' && FORMAT.exec(header)) || [];
  return answered === traceId && (parseInt(flags, 16) & TraceFlags.SAMPLED) !== 0;
}
