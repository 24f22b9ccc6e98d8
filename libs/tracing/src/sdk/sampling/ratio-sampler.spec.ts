import { describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import { type SamplingResult, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../../test/support/generated-runs.js';
import { RatioSampler } from './ratio-sampler.js';

function decisionOf(ratio: number, traceId: string): SamplingResult['decision'] {
  const sampler = new RatioSampler(ratio);
  return sampler.shouldSample(ROOT_CONTEXT, traceId, 'GET', SpanKind.SERVER, {}, []).decision;
}

describe('RatioSampler', () => {
  it("decides by a trace id as the sampler of OpenTelemetry's SDK does", () => {
    const anyTraceId = fc.stringMatching(/^[\da-f]{31}[1-9a-f]$/);
    const anyRatio = fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom(0, 1, 0.5, 1e-9, 1 - 1e-9),
    );
    const property = fc.property(anyRatio, anyTraceId, (ratio, traceId) => {
      const reference = new TraceIdRatioBasedSampler(ratio);
      expect(decisionOf(ratio, traceId)).toBe(
        reference.shouldSample(ROOT_CONTEXT, traceId).decision,
      );
    });
    fc.assert(property, generatedRuns(1_000));
  });

  it.each(['ffffffff'.padEnd(32, '0'), 'fffffffe'.padEnd(32, '0'), '1'.padStart(32, '0')])(
    'decides as that sampler does about the ids at the ends: %s',
    (traceId) => {
      for (const ratio of [0, 1e-9, 0.5, 1 - 1e-9, 1]) {
        const reference = new TraceIdRatioBasedSampler(ratio);
        expect(decisionOf(ratio, traceId)).toBe(
          reference.shouldSample(ROOT_CONTEXT, traceId).decision,
        );
      }
    },
  );
});
