import { describe, expect, it } from '@jest/globals';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../test/support/generated-runs.js';
import { declinedOrder } from '../trace/declined-order.fixture.js';
import type { Span } from '../trace/span.js';
import { TRACE_ID, makeSpans } from '../trace/trace.fixture.js';
import { Trace } from '../trace/trace.js';
import { decodeOtlpJson } from './decode-otlp-json.js';
import { decodeTraceRequest } from './decode-trace-request.js';
import { MalformedOtlpError } from './errors.js';
import { anyReadableSpan, readableSpan } from './readable-span.fixture.js';
import { toOtlpJson } from './to-otlp-json.js';

const SPAN_ID = '00f067aa0ba902b7';

function roundTrip(spans: readonly Span[]): Span[] {
  return decodeOtlpJson(JSON.parse(JSON.stringify(toOtlpJson(new Trace(spans)))));
}

function documentOf(...spans: readonly object[]): object {
  return { resourceSpans: [{ scopeSpans: [{ spans }] }] };
}

function decodeOne(fields: object): Span | undefined {
  return decodeOtlpJson(documentOf({ traceId: TRACE_ID, spanId: SPAN_ID, ...fields }))[0];
}

function decodeValue(value: object): unknown {
  return decodeOne({ attributes: [{ key: 'key', value }] })?.attributes['key'];
}

describe('decodeOtlpJson', () => {
  it('reads back whatever toOtlpJson writes', () => {
    fc.assert(
      fc.property(anyReadableSpan(), (readable) => {
        const request = Buffer.from(ProtobufTraceSerializer.serializeRequest([readable]) ?? []);
        const spans = decodeTraceRequest(request).items.map(({ item }) => item);
        expect(roundTrip(spans)).toEqual(spans);
      }),
      generatedRuns(1_000),
    );
  });

  it('reads back every span of several resources', () => {
    const { spans } = declinedOrder();
    const ids = (each: readonly Span[]): string[] => each.map(({ spanId }) => spanId).toSorted();
    expect(ids(roundTrip(spans))).toEqual(ids(spans));
  });

  it('reads what the JSON exporter of the OpenTelemetry SDK writes as it reads protobuf', () => {
    const span = { ...readableSpan(), attributes: { text: 'a', flag: true, list: [1, 0.5] } };
    const json = Buffer.from(JsonTraceSerializer.serializeRequest([span]) ?? []).toString();
    const request = Buffer.from(ProtobufTraceSerializer.serializeRequest([span]) ?? []);
    expect(decodeOtlpJson(JSON.parse(json))).toEqual(
      decodeTraceRequest(request).items.map(({ item }) => item),
    );
  });

  it('takes a span that has nothing but its ids', () => {
    expect(decodeOne({ traceId: TRACE_ID.toUpperCase() })).toMatchObject({
      traceId: TRACE_ID,
      parentSpanId: undefined,
      name: '',
      kind: 'UNSPECIFIED',
      startTimeUnixNano: 0n,
      attributes: {},
      events: [],
      status: { code: 'UNSET', message: '' },
    });
  });

  it('takes null for an absent field, and skips a field that it does not know', () => {
    expect(decodeOne({ name: null, events: null, status: null, later: 1 })).toMatchObject({
      name: '',
      events: [],
      status: { code: 'UNSET' },
    });
  });

  it('takes a parent id that is empty or zero as none', () => {
    expect(decodeOne({ parentSpanId: '' })?.parentSpanId).toBeUndefined();
    expect(decodeOne({ parentSpanId: '0'.repeat(16) })?.parentSpanId).toBeUndefined();
  });

  it.each([
    [{ intValue: 42 }, 42],
    [{ intValue: '-42' }, -42],
    [{ intValue: '4611686018427387904' }, 2n ** 62n],
    [{ doubleValue: 'NaN' }, NaN],
    [{ doubleValue: '-Infinity' }, -Infinity],
    [{ doubleValue: 3 }, 3],
    [{ bytesValue: 'AQI=' }, Uint8Array.of(1, 2)],
    [{ stringValue: '' }, ''],
    [{ arrayValue: {} }, []],
    [{}, null],
  ])('reads the value %j', (value, expected) => {
    expect(decodeValue(value)).toEqual(expected);
  });

  it('reads attributes named like properties that every object has', () => {
    const attributes = [{ key: '__proto__', value: { stringValue: 'a' } }];
    expect(Object.entries(decodeOne({ attributes })?.attributes ?? {})).toEqual([
      ['__proto__', 'a'],
    ]);
  });

  const span = 'resourceSpans[0].scopeSpans[0].spans[0]';

  it.each([
    [[], 'Expected the OTLP/JSON document to be an object, got a list.'],
    [null, 'Expected the OTLP/JSON document to be an object, got null.'],
    [{ resourceSpans: 'x' }, 'Expected resourceSpans to be a list, got "x".'],
    [documentOf({}), `Expected ${span}.traceId to be 32 hex digits that are not all zero`],
    [documentOf({ traceId: 'ab' }), `Expected ${span}.traceId to be 32 hex digits, got "ab".`],
    [documentOf({ traceId: TRACE_ID }), `Expected ${span}.spanId to be 16 hex digits`],
    [documentOf({ traceId: 'x'.repeat(9_999) }), `got "${'x'.repeat(39)}….`],
  ])('refuses %j', (document, message) => {
    expect(() => decodeOtlpJson(document)).toThrow(MalformedOtlpError);
    expect(() => decodeOtlpJson(document)).toThrow(message);
  });

  it.each([
    [{ name: 1 }, 'name to be a string, got 1.'],
    [{ kind: 'SPAN_KIND_SERVER' }, 'kind to be an integer, got "SPAN_KIND_SERVER".'],
    [{ flags: -1 }, 'flags to be an unsigned 32-bit integer, got -1.'],
    [{ startTimeUnixNano: 1.5 }, 'startTimeUnixNano to be an integer, got 1.5.'],
    [{ endTimeUnixNano: '-1' }, 'endTimeUnixNano to be an unsigned 64-bit integer, got "-1".'],
    [{ events: [1] }, 'events[0] to be an object, got 1.'],
    [{ attributes: [{ value: { boolValue: 1 } }] }, 'boolValue to be true or false, got 1.'],
    [{ attributes: [{ value: { doubleValue: '' } }] }, 'doubleValue to be a number, got "".'],
    [{ attributes: [{ value: { intValue: 1e20 } }] }, 'intValue to be a 64-bit integer'],
  ])('refuses a span of %j', (fields, message) => {
    expect(() => decodeOne(fields)).toThrow(MalformedOtlpError);
    expect(() => decodeOne(fields)).toThrow(message);
  });

  it('refuses values nested deeper than any parser goes', () => {
    let value: object = { stringValue: 'deep' };
    for (let depth = 0; depth < 200; depth++) value = { arrayValue: { values: [value] } };
    expect(() => decodeValue(value)).toThrow(/nested at most 100 deep/);
  });

  it('decodes or refuses any JSON, and nothing else', () => {
    const outcome = (document: unknown): string => {
      try {
        decodeOtlpJson(document);
        return 'decoded';
      } catch (error) {
        return error instanceof MalformedOtlpError ? 'refused' : String(error);
      }
    };
    const [planned] = makeSpans({
      service: 'a',
      name: 'a',
      at: [0, 1],
      attributes: { key: ['x', 1] },
    });
    const text = JSON.stringify(toOtlpJson(new Trace(planned ? [planned] : [])));
    const damage = (place: number, json: unknown): unknown => {
      let visited = 0;
      return JSON.parse(text, (_, value: unknown) => (visited++ === place ? json : value));
    };
    const damaged = fc
      .tuple(fc.nat(text.split(':').length), fc.jsonValue())
      .map(([place, json]) => damage(place, json));
    fc.assert(
      fc.property(fc.oneof(damaged, fc.jsonValue()), (document) => {
        expect(['decoded', 'refused']).toContain(outcome(document));
      }),
      generatedRuns(1_000),
    );
  });
});
