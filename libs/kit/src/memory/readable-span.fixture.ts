import type { Span, SpanKind, StatusCode } from '../trace/span.js';
import type { ReadableSpan } from './readable-span.js';

const KINDS: readonly SpanKind[] = ['INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const CODES: readonly StatusCode[] = ['UNSET', 'OK', 'ERROR'];
const NO_TIME = [0, 0] as const;

/** Makes of a span what an SDK would hand to its span processors. */
export function toReadable(span: Span): ReadableSpan {
  const { traceId, spanId, parentSpanId, flags, status } = span;
  return {
    ...span,
    kind: KINDS.indexOf(span.kind),
    spanContext: () => ({ traceId, spanId, traceFlags: flags & 1 }),
    parentSpanContext:
      parentSpanId === undefined ? undefined : { traceId, spanId: parentSpanId, traceFlags: 1 },
    startTime: NO_TIME,
    endTime: NO_TIME,
    status: { code: CODES.indexOf(status.code), message: status.message },
    events: span.events.map((event) => ({ ...event, time: NO_TIME })),
    links: span.links.map((link) => ({
      ...link,
      context: { ...link, traceFlags: 1, traceState: undefined },
    })),
    instrumentationScope: span.scope,
  };
}
