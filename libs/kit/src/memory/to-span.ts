import type { AttributeValue, Attributes, Span, SpanKind, StatusCode } from '../trace/span.js';
import type { ReadableSpan } from './readable-span.js';

/** When a span ran, in nanoseconds since the Unix epoch. */
export interface SpanTimes {
  readonly start: bigint;
  readonly end: bigint;
}

// The enums of @opentelemetry/api, whose SpanKind does not have the UNSPECIFIED of OTLP.
const KINDS: readonly SpanKind[] = ['INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const CODES: readonly StatusCode[] = ['UNSET', 'OK', 'ERROR'];

// SpanFlags of opentelemetry-proto: bit 8 says that bit 9 is set on purpose, bit 9 that the parent is remote.
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/** Makes a span of the kit from one of an SDK, with the times that are given; its events are dated at its end. */
export function toSpan(readable: ReadableSpan, times: SpanTimes): Span {
  const { traceId, spanId, traceFlags, traceState } = readable.spanContext();
  const { parentSpanContext: parent, status, resource, instrumentationScope: scope } = readable;
  return {
    traceId,
    spanId,
    parentSpanId: parent?.spanId,
    traceState: traceState?.serialize() ?? '',
    flags: traceFlags | HAS_IS_REMOTE | (parent?.isRemote ? IS_REMOTE : 0),
    name: readable.name,
    kind: KINDS[readable.kind] ?? 'UNSPECIFIED',
    startTimeUnixNano: times.start,
    endTimeUnixNano: times.end,
    attributes: toAttributes(readable.attributes),
    droppedAttributesCount: readable.droppedAttributesCount,
    events: readable.events.map(({ name, attributes, droppedAttributesCount = 0 }, index) => ({
      name,
      timeUnixNano: readable.eventTimes?.[index] ?? times.end,
      attributes: toAttributes(attributes),
      droppedAttributesCount,
    })),
    droppedEventsCount: readable.droppedEventsCount,
    links: readable.links.map(({ context, attributes, droppedAttributesCount = 0 }) => ({
      traceId: context.traceId,
      spanId: context.spanId,
      traceState: context.traceState?.serialize() ?? '',
      flags: context.traceFlags,
      attributes: toAttributes(attributes),
      droppedAttributesCount,
    })),
    droppedLinksCount: readable.droppedLinksCount,
    status: { code: CODES[status.code] ?? 'UNSET', message: status.message ?? '' },
    resource: {
      attributes: toAttributes(resource.attributes),
      droppedAttributesCount: 0,
      schemaUrl: '',
    },
    scope: {
      name: scope.name,
      version: scope.version ?? '',
      attributes: {},
      droppedAttributesCount: 0,
      schemaUrl: scope.schemaUrl ?? '',
    },
  };
}

/** Leaves out attributes whose value is `undefined`, as exporters do. */
function toAttributes(attributes: Readonly<Record<string, unknown>> = {}): Attributes {
  const present = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present as [string, AttributeValue][]);
}
