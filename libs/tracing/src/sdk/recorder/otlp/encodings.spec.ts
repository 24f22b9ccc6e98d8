import { describe, expect, it } from '@jest/globals';
import { type SpanContext, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../../../test/support/generated-runs.js';
import { finishedSpan } from '../../../../test/finished-span.js';
import { decodeRequest } from '../../../../test/otlp/decode-request.js';
import { EncodedSpans } from '#sdk/export/encoded-spans.js';
import { parseTraceState } from '#sdk/propagation/trace-state.js';
import { JSON_ENCODING } from './json-encoding.js';
import type { OtlpEncoding } from './otlp-encoding.js';
import { PROTOBUF } from './protobuf-encoding.js';
import { fieldsOf } from './span-fields.js';

const RESOURCE = resourceFromAttributes(
  { 'service.name': 'orders', 'process.command_args': ['node', 'main.js'] },
  { schemaUrl: 'https://opentelemetry.io/schemas/1.43.0' },
);

function spanContext(digit: string, more: Partial<SpanContext> = {}): SpanContext {
  const traceState = parseTraceState('vendor=opaque');
  return {
    traceId: digit.repeat(32),
    spanId: digit.repeat(16),
    traceFlags: TraceFlags.SAMPLED,
    ...(traceState && { traceState }),
    ...more,
  };
}

/** A span with everything that a span can have. */
const FULL: ReadableSpan = {
  name: 'POST /orders',
  kind: SpanKind.SERVER,
  spanContext: () => spanContext('1'),
  parentSpanContext: spanContext('f', { isRemote: true }),
  startTime: [1_795_000_000, 1],
  endTime: [1_795_000_001, 999_999_999],
  duration: [1, 1],
  ended: true,
  status: { code: SpanStatusCode.ERROR, message: 'declined' },
  attributes: { text: 'text', number: 1.5, flag: true, off: false, list: ['a', 'b'] },
  events: [
    {
      name: 'reviewed',
      time: [1_795_000_000, 5],
      attributes: { score: 3 },
      droppedAttributesCount: 1,
    },
    { name: 'plain', time: [1_795_000_000, 6] },
  ],
  links: [
    { context: spanContext('3'), attributes: { cause: 'retry' }, droppedAttributesCount: 2 },
    { context: spanContext('4', { isRemote: true, traceFlags: TraceFlags.NONE }) },
  ],
  resource: RESOURCE,
  instrumentationScope: {
    name: '@traced/nest',
    version: '1.0.0',
    schemaUrl: 'https://example.org/1',
  },
  droppedAttributesCount: 3,
  droppedEventsCount: 400,
  droppedLinksCount: 70_000,
};

const { parentSpanContext: _parent, ...WITHOUT_PARENT } = FULL;
const ROOT: ReadableSpan = {
  ...WITHOUT_PARENT,
  spanContext: () => ({
    traceId: '4'.repeat(32),
    spanId: '4'.repeat(16),
    traceFlags: TraceFlags.NONE,
  }),
  instrumentationScope: { name: '' },
  status: { code: SpanStatusCode.UNSET },
  links: [],
  events: [],
};

const OTHER: ReadableSpan = {
  ...ROOT,
  status: { code: SpanStatusCode.OK },
  resource: resourceFromAttributes({ 'service.name': 'users' }),
};

function encode(encoding: OtlpEncoding, spans: readonly ReadableSpan[]): Uint8Array {
  const encoded = new EncodedSpans(encoding, { spans: spans.length, bytes: Infinity });
  for (const span of spans) encoded.add(fieldsOf(span));
  return encoded.oldest(spans.length).toRequest();
}

interface JsonRequest {
  readonly resourceSpans: readonly { readonly scopeSpans: unknown }[];
}

function decodeJson(request: Uint8Array): JsonRequest {
  return JSON.parse(Buffer.from(request).toString('utf8')) as JsonRequest;
}

const leaf = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 130 }),
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.boolean(),
  fc.constantFrom(null, 2 ** 63, -(2 ** 63), 2 ** 62, 2 ** 32, -(2 ** 32), -1, -0, 127, 128),
  fc.uint8Array({ maxLength: 200 }),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { weight: 5, arbitrary: leaf },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 4 }) },
    {
      weight: 1,
      arbitrary: fc.dictionary(fc.string({ minLength: 1 }), tie('value'), { maxKeys: 4 }),
    },
  ),
}));
const keys = fc.string({ minLength: 1, maxLength: 200 }).filter((key) => key !== '__proto__');

describe('the protobuf encoding', () => {
  it('is decoded by a collector as that of OpenTelemetry is, field by field', () => {
    const spans = [FULL, ROOT, OTHER, FULL];
    const theirs = ProtobufTraceSerializer.serializeRequest(spans);
    expect(decodeRequest(encode(PROTOBUF, spans))).toEqual(
      decodeRequest(theirs ?? new Uint8Array()),
    );
  });

  it('is so for attributes of any type and length', () => {
    fc.assert(
      fc.property(
        fc.dictionary(keys, value),
        fc.string({ unit: 'binary', maxLength: 20_000 }),
        (attributes, name) => {
          const span = { ...finishedSpan(0), name, attributes } as ReadableSpan;
          const theirs = ProtobufTraceSerializer.serializeRequest([span]);
          expect(decodeRequest(encode(PROTOBUF, [span]))).toEqual(
            decodeRequest(theirs ?? new Uint8Array()),
          );
        },
      ),
      generatedRuns(2_000),
    );
  });

  it('is so for every time up to the year 2554, where 64 bits end', () => {
    const time = fc.tuple(
      fc.integer({ min: 0, max: 18_446_744_072 }),
      fc.nat({ max: 999_999_999 }),
    );
    fc.assert(
      fc.property(time, time, (startTime, endTime) => {
        const span = { ...finishedSpan(0), startTime, endTime };
        const decoded = JSON.stringify(decodeRequest(encode(PROTOBUF, [span])));
        for (const [seconds, nanos] of [startTime, endTime]) {
          expect(decoded).toContain(`"${BigInt(seconds) * 1_000_000_000n + BigInt(nanos)}"`);
        }
      }),
      generatedRuns(2_000),
    );
  });
});

describe('the JSON encoding', () => {
  it('has the spans as that of OpenTelemetry has them', () => {
    const spans = [FULL, ROOT, OTHER, FULL];
    const theirs = JsonTraceSerializer.serializeRequest(spans);
    const ours = decodeJson(encode(JSON_ENCODING, spans));
    expect(ours.resourceSpans.map(({ scopeSpans }) => scopeSpans)).toEqual(
      decodeJson(theirs ?? new Uint8Array()).resourceSpans.map(({ scopeSpans }) => scopeSpans),
    );
  });

  it('has resources with their attributes and the address of their schema', () => {
    const [first, second] = decodeJson(encode(JSON_ENCODING, [FULL, OTHER])).resourceSpans;
    const name = { key: 'service.name', value: { stringValue: 'users' } };
    expect(first).toMatchObject({ schemaUrl: 'https://opentelemetry.io/schemas/1.43.0' });
    expect(second).toEqual({ resource: { attributes: [name] }, scopeSpans: expect.any(Array) });
  });

  it.each([
    [2 ** 60, { intValue: '1152921504606846976' }],
    [NaN, { doubleValue: 'NaN' }],
    [-Infinity, { doubleValue: '-Infinity' }],
    [2 ** 80, { doubleValue: 2 ** 80 }],
  ])('has the number %d as protobuf has it in JSON', (number, expected) => {
    const span = { ...finishedSpan(0), attributes: { number } };
    expect(JSON.stringify(decodeJson(encode(JSON_ENCODING, [span])))).toContain(
      JSON.stringify(expected),
    );
  });
});
