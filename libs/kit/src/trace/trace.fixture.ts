import type { Attributes, Span, SpanEvent, SpanKind, SpanLink, StatusCode } from './span.js';
import { Trace } from './trace.js';

export const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

/** A span for {@link makeSpans} to make. */
export interface PlannedSpan {
  readonly service: string;
  readonly name: string;
  /** Start and end, in milliseconds since the start of the trace. */
  readonly at: readonly [start: number, end: number];
  readonly kind?: SpanKind;
  readonly status?: StatusCode;
  readonly statusMessage?: string;
  /** The name of the instrumentation scope. */
  readonly scope?: string;
  /** The attributes of the resource besides `service.name`. */
  readonly resource?: Attributes;
  readonly attributes?: Attributes;
  readonly events?: readonly Pick<SpanEvent, 'name' | 'attributes'>[];
  readonly links?: readonly Pick<SpanLink, 'traceId' | 'spanId' | 'attributes'>[];
  readonly flags?: number;
  /** The id of a parent that is not among the planned spans; only a root has one. */
  readonly parentSpanId?: string;
  readonly children?: readonly PlannedSpan[];
}

/** Makes spans, whose ids count from `0000000000000001` in the order in which they are written. */
export function makeSpans(...roots: readonly PlannedSpan[]): Span[] {
  const spans: Span[] = [];
  const grow = (planned: PlannedSpan, parentSpanId: string | undefined): void => {
    const spanId = (spans.length + 1).toString(16).padStart(16, '0');
    spans.push(toSpan(planned, spanId, parentSpanId));
    for (const child of planned.children ?? []) grow(child, spanId);
  };
  for (const root of roots) grow(root, root.parentSpanId);
  return spans;
}

/** Makes the trace of spans as {@link makeSpans} makes them. */
export function traceOf(...roots: readonly PlannedSpan[]): Trace {
  return new Trace(makeSpans(...roots));
}

function toSpan(planned: PlannedSpan, spanId: string, parentSpanId: string | undefined): Span {
  const [start, end] = planned.at;
  return {
    traceId: TRACE_ID,
    spanId,
    parentSpanId,
    traceState: '',
    flags: planned.flags ?? 1,
    name: planned.name,
    kind: planned.kind ?? 'INTERNAL',
    startTimeUnixNano: nanos(start),
    endTimeUnixNano: nanos(end),
    attributes: planned.attributes ?? {},
    droppedAttributesCount: 0,
    events: (planned.events ?? []).map((event) => ({
      ...event,
      timeUnixNano: nanos(end),
      droppedAttributesCount: 0,
    })),
    droppedEventsCount: 0,
    links: (planned.links ?? []).map((link) => ({
      ...link,
      traceState: '',
      flags: 1,
      droppedAttributesCount: 0,
    })),
    droppedLinksCount: 0,
    status: { code: planned.status ?? 'UNSET', message: planned.statusMessage ?? '' },
    resource: {
      attributes: { 'service.name': planned.service, ...planned.resource },
      droppedAttributesCount: 0,
      schemaUrl: '',
    },
    scope: {
      name: planned.scope ?? '@traced/nest',
      version: '1.0.0',
      attributes: {},
      droppedAttributesCount: 0,
      schemaUrl: '',
    },
  };
}

function nanos(millis: number): bigint {
  return 1_795_000_000_000_000_000n + BigInt(Math.round(millis * 1e6));
}
