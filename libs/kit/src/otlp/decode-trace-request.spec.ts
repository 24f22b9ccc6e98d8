import { describe, expect, it } from '@jest/globals';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../test/support/generated-runs.js';
import type { Attributes, Span } from '../trace/span.js';
import { decodeTraceRequest } from './decode-trace-request.js';
import { MalformedOtlpError } from './errors.js';
import { type ReadableSpan, anyReadableSpan, readableSpan } from './readable-span.fixture.js';

function encode(...spans: readonly ReadableSpan[]): Buffer {
  return Buffer.from(ProtobufTraceSerializer.serializeRequest([...spans]) ?? []);
}

function decodeOne(span: ReadableSpan): Span {
  const [decoded] = decodeTraceRequest(encode(span));
  if (!decoded) throw new Error('Expected a span.');
  return decoded.span;
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
    const decoded = decodeTraceRequest(encode(...spans)).map(({ span }) => [
      span.resource.attributes['service.name'],
      span.name,
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
  ])('refuses an invalid %s id', (_, id) => {
    expect(() => decodeTraceRequest(encode(readableSpan(id)))).toThrow(MalformedOtlpError);
  });

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
    expect(() => decodeTraceRequest(encode(span))).toThrow(/nested at most 100 deep/);
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
