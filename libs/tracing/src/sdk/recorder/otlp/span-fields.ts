import type { HrTime, SpanKind, SpanStatus } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { SpanIds } from '#span/ids/span-ids.js';

/** What is exported of a span. */
export interface SpanFields {
  readonly ids: SpanIds;
  /** The ids of the parent; `undefined` for the first span of a trace. */
  readonly parentIds: SpanIds | undefined;
  readonly name: string;
  readonly kind: SpanKind;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly attributeList: AttributeColumns;
  readonly events: readonly TimedEvent[];
  readonly links: ReadableSpan['links'];
  readonly status: SpanStatus;
  readonly droppedAttributesCount: number;
  readonly droppedEventsCount: number;
  readonly droppedLinksCount: number;
  readonly resource: Resource;
  readonly instrumentationScope: InstrumentationScope;
}

/** Attributes as two lists, in which the key and the value of an attribute have the same index. */
interface AttributeColumns {
  readonly keys: readonly string[];
  readonly values: readonly unknown[];
}

/** Returns what is exported of a span: the span itself if this library has recorded it, else a view of it. */
export function fieldsOf(span: ReadableSpan): SpanFields {
  return isOwn(span) ? span : viewOf(span);
}

function isOwn(span: ReadableSpan): span is ReadableSpan & SpanFields {
  return 'attributeList' in span;
}

function viewOf(span: ReadableSpan): SpanFields {
  return {
    ids: SpanIds.parse(span.spanContext()),
    parentIds: span.parentSpanContext && SpanIds.parse(span.parentSpanContext),
    name: span.name,
    kind: span.kind,
    startTime: span.startTime,
    endTime: span.endTime,
    attributeList: { keys: Object.keys(span.attributes), values: Object.values(span.attributes) },
    events: span.events,
    links: span.links,
    status: span.status,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
  };
}
