import { types } from 'node:util';
import {
  type Context,
  type HrTime,
  type Link,
  type Span,
  type SpanContext,
  trace,
} from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { MARKER } from './contexts.js';
import type { Journal } from './journal.js';

/** An error that a program throws on purpose. */
export class PlannedError extends Error {}

/** Copies what a caller sees of a value now, as a later change must not change the journal. */
export function viewOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (types.isUint8Array(value)) return `bytes ${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) return value.map(viewOf);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, viewOf(item)]));
}

/** Returns what became of a call: what it returned or threw, and whether OpenTelemetry has warned of it. */
export function outcomeOf(
  journal: Journal,
  self: object,
  call: () => unknown,
): { readonly returned?: unknown; readonly threw?: string; readonly warned: boolean } {
  const before = journal.warnings;
  try {
    const returned = call();
    return {
      returned: returned === self ? 'this' : viewOf(returned),
      warned: journal.warnings > before,
    };
  } catch (error) {
    return { threw: nameOfError(error), warned: journal.warnings > before };
  }
}

export function nameOfError(error: unknown): string {
  if (error instanceof PlannedError) return error.message;
  return types.isNativeError(error) ? error.name : String(error);
}

function viewOfSpanContext(spanContext: SpanContext, journal: Journal): object {
  const { traceId, spanId, traceFlags, traceState, isRemote } = spanContext;
  return {
    traceId: journal.nameOf(traceId),
    spanId: journal.nameOf(spanId),
    traceFlags,
    traceState: traceState?.serialize(),
    isRemote,
  };
}

/** Returns what a sampler or a processor can see of the context in which a span starts. */
export function viewOfContext(parent: Context, journal: Journal): object {
  const span = trace.getSpan(parent);
  return {
    marker: parent.getValue(MARKER),
    span: span && viewOfSpanContext(span.spanContext(), journal),
    object: span?.isRecording() && journal.numberOf(span),
    name: (span as Partial<ReadableSpan> | undefined)?.name,
  };
}

/** Returns all fields of a span that a processor holds. */
export function viewOfReadableSpan(
  span: ReadableSpan & Partial<Span>,
  journal: Journal,
): Record<string, unknown> {
  const { parentSpanContext, status, events, links, instrumentationScope: scope } = span;
  return {
    ...viewOfIds(span, journal),
    object: journal.numberOf(span),
    parent: parentSpanContext && viewOfSpanContext(parentSpanContext, journal),
    name: span.name,
    kind: span.kind,
    start: nanosOf(span.startTime),
    end: nanosOf(span.endTime),
    duration: nanosOf(span.duration),
    ended: span.ended,
    isRecording: span.isRecording?.(),
    status: viewOf(status),
    attributes: viewOf(span.attributes),
    droppedAttributesCount: span.droppedAttributesCount,
    events: events.map(({ name, time, attributes = {}, droppedAttributesCount = 0 }) => ({
      name,
      time: nanosOf(time),
      attributes: viewOf(attributes),
      droppedAttributesCount,
    })),
    droppedEventsCount: span.droppedEventsCount,
    links: viewOfLinks(links, journal),
    droppedLinksCount: span.droppedLinksCount,
    resource: viewOf(span.resource.getRawAttributes()),
    resourceSchemaUrl: span.resource.schemaUrl,
    // An empty text is the same as none, in OTLP as well.
    scope: [scope.name, scope.version ?? '', scope.schemaUrl ?? ''],
  };
}

/** Returns the ids of a span, and whether each call returns the same object, by which callers recognize a span. */
export function viewOfIds(
  span: Pick<Span, 'spanContext'>,
  journal: Journal,
): Record<string, unknown> {
  const spanContext = span.spanContext();
  return {
    context: viewOfSpanContext(spanContext, journal),
    isSameContext: journal.isSame(span, spanContext),
  };
}

export function viewOfLinks(links: readonly Link[], journal: Journal): object[] {
  return links.map(({ context, attributes = {}, droppedAttributesCount = 0 }) => ({
    context: viewOfSpanContext(context, journal),
    attributes: viewOf(attributes),
    droppedAttributesCount,
  }));
}

/** Returns a time in nanoseconds, because a second can be written in more than one way. */
function nanosOf([seconds, nanos]: HrTime): bigint | 'no time' {
  if (!Number.isFinite(seconds) || !Number.isFinite(nanos)) return 'no time';
  return BigInt(Math.trunc(seconds)) * 1_000_000_000n + BigInt(Math.trunc(nanos));
}
