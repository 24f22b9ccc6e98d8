import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import * as fc from 'fast-check';
import { TRACE_ID } from '../trace/trace.fixture.js';

/** A span as the OpenTelemetry SDK for JavaScript passes it to its exporters. */
export type ReadableSpan = Parameters<typeof ProtobufTraceSerializer.serializeRequest>[0][number];

type SpanContext = ReturnType<ReadableSpan['spanContext']>;
type Attributes = ReadableSpan['attributes'];

export interface ReadableSpanOptions {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly name?: string;
  readonly service?: string;
}

/** Makes a server span of one millisecond in which all but the options is fixed. */
export function readableSpan(options: ReadableSpanOptions = {}): ReadableSpan {
  const {
    traceId = TRACE_ID,
    spanId = '00f067aa0ba902b7',
    name = 'GET',
    service = 'orders',
  } = options;
  return {
    name,
    kind: SpanKind.SERVER,
    spanContext: () => ({ traceId, spanId, traceFlags: 1 }),
    startTime: [1_795_000_000, 0],
    endTime: [1_795_000_000, 1_000_000],
    duration: [0, 1_000_000],
    ended: true,
    status: { code: SpanStatusCode.UNSET },
    attributes: {},
    events: [],
    links: [],
    resource: resource({ 'service.name': service }),
    instrumentationScope: { name: '@traced/nest' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** Generates spans that use every field that a span has. */
export function anyReadableSpan(): fc.Arbitrary<ReadableSpan> {
  return fc
    .record({
      name: text(),
      kind: spanKind(),
      context: context(),
      parentSpanContext: fc.option(context(), { nil: undefined }),
      startTime: time(),
      endTime: time(),
      status: fc.record({ code: statusCode(), message: text() }),
      attributes: attributes(),
      events: fc.array(
        fc.record({
          time: time(),
          name: text(),
          attributes: attributes(),
          droppedAttributesCount: count(),
        }),
        { maxLength: 3 },
      ),
      links: fc.array(
        fc.record({
          context: context(),
          attributes: attributes(),
          droppedAttributesCount: count(),
        }),
        { maxLength: 3 },
      ),
      resource: fc.tuple(attributes(), text()).map(([pairs, url]) => resource(pairs, url)),
      instrumentationScope: fc.record({ name: text(), version: text(), schemaUrl: text() }),
      droppedAttributesCount: count(),
      droppedEventsCount: count(),
      droppedLinksCount: count(),
    })
    .map(({ context, parentSpanContext, ...span }) => ({
      ...span,
      ...(parentSpanContext && { parentSpanContext }),
      spanContext: () => context,
      duration: [0, 0],
      ended: true,
    }));
}

function context(): fc.Arbitrary<SpanContext> {
  return fc.record({
    traceId: hex(32),
    spanId: hex(16),
    traceFlags: fc.constantFrom(0, 1),
    isRemote: fc.boolean(),
    traceState: fc
      .constantFrom('', 'vendor=value')
      .map((serialized) => ({ serialize: () => serialized })),
  }) as fc.Arbitrary<SpanContext>;
}

function attributes(): fc.Arbitrary<Attributes> {
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      text(),
      fc.boolean(),
      fc.maxSafeInteger(),
      fc.double({ noInteger: true, noNaN: false }),
      fc.uint8Array({ maxLength: 8 }),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(text(), tie('value'), { maxKeys: 3 }),
    ),
  }));
  return fc.dictionary(text(), value, { maxKeys: 4 }) as fc.Arbitrary<Attributes>;
}

function resource(attributes: Attributes, schemaUrl?: string): ReadableSpan['resource'] {
  return { attributes, ...(schemaUrl !== undefined && { schemaUrl }) } as ReadableSpan['resource'];
}

function spanKind(): fc.Arbitrary<SpanKind> {
  const { INTERNAL, SERVER, CLIENT, PRODUCER, CONSUMER } = SpanKind;
  return fc.constantFrom(INTERNAL, SERVER, CLIENT, PRODUCER, CONSUMER);
}

function statusCode(): fc.Arbitrary<SpanStatusCode> {
  const { UNSET, OK, ERROR } = SpanStatusCode;
  return fc.constantFrom(UNSET, OK, ERROR);
}

function text(): fc.Arbitrary<string> {
  return fc.string({ unit: 'grapheme', maxLength: 12 });
}

function hex(length: number): fc.Arbitrary<string> {
  const digits = fc.string({
    unit: fc.constantFrom(...'0123456789abcdef'.split('')),
    minLength: length,
    maxLength: length,
  });
  return digits.filter((id) => /[^0]/.test(id));
}

function time(): fc.Arbitrary<[number, number]> {
  return fc.tuple(fc.nat(4_000_000_000), fc.nat(999_999_999));
}

function count(): fc.Arbitrary<number> {
  return fc.nat(4_294_967_295);
}
