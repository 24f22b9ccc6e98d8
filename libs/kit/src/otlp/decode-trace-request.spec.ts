import { describe, expect, it } from '@jest/globals';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../test/support/generated-runs.js';
import type { Attributes, Span } from '../trace/span.js';
import { TRACE_ID } from '../trace/trace.fixture.js';
import { decodeTraceRequest } from './decode-trace-request.js';
import { MalformedOtlpError } from './errors.js';
import { field } from './protobuf.fixture.js';
import { type ReadableSpan, anyReadableSpan, readableSpan } from './readable-span.fixture.js';

function encode(...spans: readonly ReadableSpan[]): Buffer {
  return Buffer.from(ProtobufTraceSerializer.serializeRequest([...spans]) ?? []);
}

function decodeOne(span: ReadableSpan): Span {
  const [decoded] = decodeTraceRequest(encode(span)).items;
  if (!decoded) throw new Error('Expected a span.');
  return decoded.item;
}

function flagsOf(traceFlags: number, isRemote = false): number {
  return traceFlags | 0x100 | (isRemote ? 0x200 : 0);
}

function nanos([seconds, rest]: readonly [number, number]): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(rest);
}

function expected(span: ReadableSpan): Span {
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  const kinds = ['INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'] as const;
  const codes = ['UNSET', 'OK', 'ERROR'] as const;
  return {
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId,
    traceState: traceState?.serialize() ?? '',
    flags: flagsOf(traceFlags, span.parentSpanContext?.isRemote),
    name: span.name,
    kind: kinds[span.kind] ?? 'UNSPECIFIED',
    startTimeUnixNano: nanos(span.startTime),
    endTimeUnixNano: nanos(span.endTime),
    attributes: span.attributes as Attributes,
    droppedAttributesCount: span.droppedAttributesCount,
    events: span.events.map((event) => ({
      name: event.name,
      timeUnixNano: nanos(event.time),
      attributes: event.attributes as Attributes,
      droppedAttributesCount: event.droppedAttributesCount ?? 0,
    })),
    droppedEventsCount: span.droppedEventsCount,
    links: span.links.map(({ context, attributes, droppedAttributesCount = 0 }) => ({
      traceId: context.traceId,
      spanId: context.spanId,
      traceState: context.traceState?.serialize() ?? '',
      flags: flagsOf(context.traceFlags, context.isRemote),
      attributes: attributes as Attributes,
      droppedAttributesCount,
    })),
    droppedLinksCount: span.droppedLinksCount,
    status: { code: codes[span.status.code] ?? 'UNSET', message: span.status.message ?? '' },
    resource: {
      attributes: span.resource.attributes as Attributes,
      droppedAttributesCount: 0,
      schemaUrl: span.resource.schemaUrl ?? '',
    },
    scope: {
      name: span.instrumentationScope.name,
      version: span.instrumentationScope.version ?? '',
      attributes: {},
      droppedAttributesCount: 0,
      schemaUrl: span.instrumentationScope.schemaUrl ?? '',
    },
  };
}

describe('decodeTraceRequest', () => {
  it('reads back whatever the OpenTelemetry SDK writes', () => {
    fc.assert(
      fc.property(anyReadableSpan(), (span) => {
        expect(decodeOne(span)).toEqual(expected(span));
      }),
      generatedRuns(1_000),
    );
  });

  it('reads every span of several resources and scopes', () => {
    const spans = ['a', 'b', 'a'].map((service, index) =>
      readableSpan({ service, name: `${index}`, spanId: `00f067aa0ba902b${index}` }),
    );
    const decoded = decodeTraceRequest(encode(...spans)).items.map(({ item }) => [
      item.resource.attributes['service.name'],
      item.name,
    ]);
    expect(decoded).toEqual([
      ['a', '0'],
      ['b', '1'],
      ['a', '2'],
    ]);
  });

  it('reads integers beyond 2^53 as bigint', () => {
    const span = readableSpan();
    span.attributes['big'] = -(2 ** 62);
    expect(decodeOne(span).attributes).toEqual({ big: -(2n ** 62n) });
  });

  it('takes a parent id of zeros as none', () => {
    const parentSpanContext = { traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 };
    expect(decodeOne({ ...readableSpan(), parentSpanContext }).parentSpanId).toBeUndefined();
  });

  it('reads attributes named like properties that every object has', () => {
    const span = { ...readableSpan(), attributes: { ['__proto__']: 'a', constructor: 'b' } };
    expect(Object.entries(decodeOne(span).attributes)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });

  it.each([
    ['trace', { traceId: '0'.repeat(32) }],
    ['span', { spanId: '0'.repeat(16) }],
    ['short trace', { traceId: 'abcd' }],
    ['long span', { spanId: 'ab'.repeat(9) }],
  ])('refuses a span with an invalid %s id, and takes the others', (_, id) => {
    const spans = [readableSpan({ name: 'a' }), readableSpan(id), readableSpan({ name: 'b' })];
    const { items, refusals } = decodeTraceRequest(encode(...spans));
    expect(items.map(({ item }) => item.name)).toEqual(['a', 'b']);
    expect(refusals).toEqual([
      {
        traceId: 'spanId' in id ? TRACE_ID : undefined,
        reason: expect.stringContaining('bytes') as unknown as string,
      },
    ]);
  });

  it('refuses a span whose own bytes are malformed, and names its trace', () => {
    const request = encode(readableSpan({ name: 'a' }), readableSpan({ name: 'spoilt' }));
    // The tag of a text becomes one of a type that protobuf does not have.
    request[request.indexOf('spoilt') - 2] = 0x2f;
    const { items, refusals } = decodeTraceRequest(request);
    expect(items.map(({ item }) => item.name)).toEqual(['a']);
    expect(refusals).toEqual([
      { traceId: TRACE_ID, reason: 'Expected a field of wire type 2, got 7.' },
    ]);
  });

  it('reads a resource and a scope that are written after the spans that they are of', () => {
    const service = field(1, field(1, 'service.name'), field(2, field(1, 'orders')));
    const span = field(2, field(1, Buffer.alloc(16, 1)), field(2, Buffer.alloc(8, 2)));
    const scopeSpans = field(2, span, field(3, 'scope-schema'), field(1, field(1, 'late scope')));
    const request = field(1, scopeSpans, field(3, 'resource-schema'), field(1, service));
    expect(decodeTraceRequest(request).items[0]?.item).toMatchObject({
      traceId: '01'.repeat(16),
      scope: { name: 'late scope', schemaUrl: 'scope-schema' },
      resource: { attributes: { 'service.name': 'orders' }, schemaUrl: 'resource-schema' },
    });
  });

  it('gives the spans of one service the same resource, request after request', () => {
    const resourceOf = (spanId: string): unknown => decodeOne(readableSpan({ spanId })).resource;
    expect(resourceOf('1'.repeat(16))).toBe(resourceOf('2'.repeat(16)));
  });

  it.each(['ä', 'naïve', '\u{1F4B6}', 'x'.repeat(47) + 'é'])(
    'reads the text %j each time',
    (name) => {
      for (let time = 0; time < 3; time++)
        expect(decodeOne(readableSpan({ name })).name).toBe(name);
    },
  );

  it('refuses a request that is cut off anywhere', () => {
    const request = encode(readableSpan());
    for (let length = 1; length < request.length; length++) {
      expect(() => decodeTraceRequest(request.subarray(0, length))).toThrow(MalformedOtlpError);
    }
  });

  it('refuses values nested deeper than any parser goes', () => {
    let value: unknown = 'deep';
    for (let depth = 0; depth < 200; depth++) value = [value];
    const span = { ...readableSpan(), attributes: { value } as ReadableSpan['attributes'] };
    expect(decodeTraceRequest(encode(span))).toMatchObject({
      items: [],
      refusals: [{ reason: 'Expected values nested at most 100 deep, got deeper ones.' }],
    });
  });

  it('decodes or refuses any bytes, and nothing else', () => {
    const outcome = (bytes: Buffer): string => {
      try {
        decodeTraceRequest(bytes);
        return 'decoded';
      } catch (error) {
        return error instanceof MalformedOtlpError ? 'refused' : String(error);
      }
    };
    const request = encode(readableSpan());
    const damaged = fc
      .tuple(fc.nat(request.length - 1), fc.nat(255))
      .map(([index, byte]) => Buffer.from(request).fill(byte, index, index + 1));
    const garbage = fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.oneof(damaged, garbage), (bytes) => {
        expect(['decoded', 'refused']).toContain(outcome(bytes));
      }),
      generatedRuns(2_000),
    );
  });
});
