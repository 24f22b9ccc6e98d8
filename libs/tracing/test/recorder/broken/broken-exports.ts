import {
  type HrTime,
  type Link,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
} from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { type Fields, type Rewrite, changed } from '../providers.js';

type Change = (span: ReadableSpan) => Fields<ReadableSpan>;

/** Ways to write another span than the one that ended, each by what is wrong with it. */
export const BROKEN_EXPORTS: Readonly<Record<string, Rewrite>> = {
  'is exported twice': (span) => [span, span],
  'is lost if it has no parent': (span) => (span.parentSpanContext ? [span] : []),
  ...rewrites({
    'has the trace id of another span': (span) => context(span, { traceId: 'e'.repeat(32) }),
    'has another span id': (span) => context(span, { spanId: 'e'.repeat(16) }),
    'has lost its trace state': (span) => context(span, { traceState: undefined }),
    'has lost its sampled flag': (span) => context(span, { traceFlags: 0 }),
    'has lost its parent': () => ({ parentSpanContext: undefined }),
    'says that its parent is local': (span) => parent(span, { isRemote: false }),
    'has the parent id of another span': (span) => parent(span, { spanId: 'e'.repeat(16) }),
    'has a parent id without leading zeros': (span) =>
      parent(span, { spanId: span.parentSpanContext?.spanId.replace(/^(00)+/, '') ?? '' }),
    'has lost the end of its name': ({ name }) => ({ name: name.slice(0, 100) }),
    'has ? for lone surrogates': ({ name }) => ({ name: name.replaceAll(/\p{Surrogate}/gu, '?') }),
    'has another kind': () => ({ kind: SpanKind.CONSUMER }),
    'starts at a whole microsecond': ({ startTime }) => ({ startTime: micros(startTime) }),
    'ends at a whole microsecond': ({ endTime }) => ({ endTime: micros(endTime) }),
    'ends when it started': ({ startTime }) => ({ endTime: startTime }),
    'has lost the message of its status': ({ status }) => ({ status: { code: status.code } }),
    'has lost its status if it is OK': ({ status }) =>
      status.code === SpanStatusCode.OK ? { status: { code: SpanStatusCode.UNSET } } : {},
    'counts no dropped attributes': () => ({ droppedAttributesCount: 0 }),
    'counts no dropped events': () => ({ droppedEventsCount: 0 }),
    'counts no dropped links': () => ({ droppedLinksCount: 0 }),
    'has lost its last event': ({ events }) => ({ events: events.slice(0, -1) }),
    'has its events in reverse': ({ events }) => ({ events: events.toReversed() }),
    'has events without attributes': (span) => eachEvent(span, { attributes: {} }),
    'has events that dropped nothing': (span) => eachEvent(span, { droppedAttributesCount: 0 }),
    'has events at whole microseconds': ({ events }) => ({
      events: events.map((event) => ({ ...event, time: micros(event.time) })),
    }),
    'has lost its first link': ({ links }) => ({ links: links.slice(1) }),
    'has links without attributes': (span) => eachLink(span, () => ({ attributes: {} })),
    'has links that dropped nothing': (span) =>
      eachLink(span, () => ({ droppedAttributesCount: 0 })),
    'has links to local spans': (span) => eachLinked(span, { isRemote: false }),
    'has links without trace state': (span) => eachLinked(span, { traceState: undefined }),
    'has links to unsampled spans': (span) => eachLinked(span, { traceFlags: 0 }),
    'has lost the version of its scope': ({ instrumentationScope }) => ({
      instrumentationScope: without(instrumentationScope, 'version'),
    }),
    'has lost the schema of its scope': ({ instrumentationScope }) => ({
      instrumentationScope: without(instrumentationScope, 'schemaUrl'),
    }),
    'has lost the schema of its resource': ({ resource }) => ({
      resource: resourceFromAttributes(resource.attributes),
    }),
    'has lost what was detected late': ({ resource: { attributes, schemaUrl } }) => {
      const { 'host.id': _, ...known } = attributes;
      return { resource: resourceFromAttributes(known, schemaUrl ? { schemaUrl } : {}) };
    },
    'has values as texts': (span) => eachValue(span, (value) => typeof value === 'boolean', String),
    'has lost empty values': (span) =>
      eachValue(
        span,
        (value) => value === null,
        () => undefined,
      ),
    'has an empty text for null': (span) =>
      eachValue(
        span,
        (value) => value === null,
        () => '',
      ),
    'has 0 for NaN': (span) => eachValue(span, Number.isNaN, () => 0),
    'has integers of 32 bits': (span) =>
      eachValue(span, Number.isInteger, (value) => Number(value) | 0),
    'has lost half a value': (span) => eachValue(span, isDouble, Math.fround),
    'has bytes as a list': (span) =>
      eachValue(span, isBytes, (value) => [...(value as Uint8Array)]),
    'has lost the last element of lists': (span) =>
      eachValue(span, Array.isArray, (value) => (value as unknown[]).slice(0, -1)),
    'has an object as its JSON': (span) => eachValue(span, isPlainObject, JSON.stringify),
    'has lost keys that are numbers': ({ attributes }) => ({
      attributes: without(attributes, '20'),
    }),
    'has lost the key `constructor`': ({ attributes }) => ({
      attributes: without(attributes, 'constructor'),
    }),
  }),
};

function rewrites(changes: Readonly<Record<string, Change>>): Record<string, Rewrite> {
  return Object.fromEntries(
    Object.entries(changes).map(([what, change]) => [
      what,
      (span) => [changed(span, change(span))],
    ]),
  );
}

function context(span: ReadableSpan, fields: Fields<SpanContext>): Fields<ReadableSpan> {
  const spanContext = { ...span.spanContext(), ...fields } as SpanContext;
  return { spanContext: () => spanContext };
}

function parent(span: ReadableSpan, fields: Fields<SpanContext>): Fields<ReadableSpan> {
  const { parentSpanContext } = span;
  return parentSpanContext
    ? { parentSpanContext: { ...parentSpanContext, ...fields } as SpanContext }
    : {};
}

function without<T extends object>(from: T, key: string): T {
  return Object.fromEntries(Object.entries(from).filter(([each]) => each !== key)) as T;
}

function micros([seconds, nanos]: HrTime): HrTime {
  return [seconds, Math.trunc(nanos / 1_000) * 1_000];
}

function eachEvent(
  { events }: ReadableSpan,
  fields: Fields<ReadableSpan['events'][number]>,
): Fields<ReadableSpan> {
  return {
    events: events.map((event) => ({ ...event, ...fields }) as ReadableSpan['events'][number]),
  };
}

function eachLink(
  { links }: ReadableSpan,
  change: (link: Link) => Fields<Link>,
): Fields<ReadableSpan> {
  return { links: links.map((link) => ({ ...link, ...change(link) }) as Link) };
}

function eachLinked(span: ReadableSpan, fields: Fields<SpanContext>): Fields<ReadableSpan> {
  return eachLink(span, (link) => ({ context: { ...link.context, ...fields } as SpanContext }));
}

/** Replaces the attributes of the span for which `matches` holds; those that become `undefined` are left out. */
function eachValue(
  { attributes }: ReadableSpan,
  matches: (value: unknown) => boolean,
  change: (value: never) => unknown,
): Fields<ReadableSpan> {
  const entries = Object.entries(attributes).map(([key, value]) => [
    key,
    matches(value) ? change(value as never) : value,
  ]);
  return { attributes: Object.fromEntries(entries.filter(([, value]) => value !== undefined)) };
}

function isDouble(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && !Number.isInteger(value);
}

function isBytes(value: unknown): boolean {
  return value instanceof Uint8Array;
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !isBytes(value) && !Array.isArray(value);
}
