import { describe, expect, it } from '@jest/globals';
import { TraceFlags, isSpanContextValid } from '@opentelemetry/api';
import { TraceIdRatioBasedSampler, SamplingDecision } from '@opentelemetry/sdk-trace';
import * as fc from 'fast-check';
import { SpanIds } from './span-ids.js';
import { TraceId } from './trace-id.js';

const DIGITS = [...Array(16).keys()].map((digit) => digit.toString(16));

const digits = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...DIGITS), minLength: length, maxLength: length });

describe('the ids of a span', () => {
  it('are valid, and differ from one span to the next', () => {
    const ids = Array.from({ length: 1_000 }, () => SpanIds.random(TraceId.random(), 1));
    expect(ids.every(({ spanContext }) => isSpanContextValid(spanContext))).toBe(true);
    expect(new Set(ids.map(({ spanContext }) => spanContext.traceId)).size).toBe(1_000);
    expect(new Set(ids.map(({ spanContext }) => spanContext.spanId)).size).toBe(1_000);
  });

  it('use every digit', () => {
    const texts = Array.from({ length: 300 }, () => SpanIds.random(TraceId.random(), 1));
    for (const place of [0, 7, 8, 15]) {
      expect(new Set(texts.map(({ spanContext }) => spanContext.spanId[place])).size).toBe(16);
    }
  });

  it('are the numbers of their text', () => {
    fc.assert(
      fc.property(digits(32), digits(16), (traceId, spanId) => {
        const read = SpanIds.parse({ traceId, spanId, traceFlags: TraceFlags.SAMPLED });
        const { a, b, c, d } = read.trace;
        const words = [a, b, c, d, read.high, read.low];
        const text = words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
        expect(text).toBe(traceId + spanId);
      }),
    );
  });

  it('are one object in each reading, which is that of the caller for a remote span', () => {
    const ids = SpanIds.random(TraceId.random(), 1);
    expect(ids.spanContext).toBe(ids.spanContext);
    const caller = { ...ids.spanContext, isRemote: true };
    expect(SpanIds.parse(caller)).toMatchObject({ isRemote: true, spanContext: caller });
  });
});

describe('a trace id that is drawn for a decision', () => {
  it('leads a sampler by ratio to that decision', () => {
    const sampler = new TraceIdRatioBasedSampler(0.5);
    for (const [checksum, decision] of [
      [1, SamplingDecision.RECORD_AND_SAMPLED],
      [-1, SamplingDecision.NOT_RECORD],
    ] as const) {
      const { text } = TraceId.random(checksum);
      expect(sampler.shouldSample(undefined as never, text)).toEqual({ decision });
    }
  });
});
