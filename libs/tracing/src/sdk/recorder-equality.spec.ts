import { describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, context, isSpanContextValid } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AlwaysOnSampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../test/support/generated-runs.js';
import { observeBoth } from '../../test/recorder/compare.js';
import { decodeExport } from '../../test/recorder/decode-export.js';
import { Journal } from '../../test/recorder/journal.js';
import { anyProgram } from '../../test/recorder/program.js';
import { createRecorderProvider } from '../../test/recorder/providers.js';

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

describe('the recorder', () => {
  it('shows callers, samplers, processors and collectors what the SDK shows them', async () => {
    await fc.assert(
      fc.asyncProperty(anyProgram(), async (program) => {
        const [observed, expected] = await observeBoth(program, createRecorderProvider);
        expect(observed).toEqual(expected);
      }),
      generatedRuns(2_000),
    );
  });

  it('gives each span valid ids of its own', () => {
    const { provider } = createRecorderProvider({ sampler: new AlwaysOnSampler() });
    const tracer = provider.getTracer('test');
    const contexts = Array.from({ length: 10_000 }, () =>
      tracer.startSpan('root', {}, ROOT_CONTEXT).spanContext(),
    );
    expect(contexts.filter((each) => !isSpanContextValid(each))).toEqual([]);
    expect(new Set(contexts.map(({ traceId }) => traceId)).size).toBe(contexts.length);
    expect(new Set(contexts.map(({ spanId }) => spanId)).size).toBe(contexts.length);
  });

  it('samples a share of the traces by their ids, as each service of a trace does', () => {
    const sampler = new TraceIdRatioBasedSampler(0.3);
    const { provider } = createRecorderProvider({ sampler });
    const tracer = provider.getTracer('test');
    for (let n = 0; n < 1_000; n++) {
      const { traceId, traceFlags } = tracer.startSpan('root', {}, ROOT_CONTEXT).spanContext();
      const { decision } = sampler.shouldSample(ROOT_CONTEXT, traceId);
      const isSampled = decision === SamplingDecision.RECORD_AND_SAMPLED;
      expect([traceId, traceFlags]).toEqual([traceId, isSampled ? 1 : 0]);
    }
  });

  it('reads the clocks of the process for times that nobody gives', async () => {
    const { provider, exported } = createRecorderProvider({ sampler: new AlwaysOnSampler() });
    const before = Date.now();
    const span = provider.getTracer('test').startSpan('work', {}, ROOT_CONTEXT);
    span.addEvent('event').end();
    const after = Date.now();
    const { protobuf } = decodeExport(await exported(), new Journal());
    const [{ startTimeUnixNano: start, endTimeUnixNano: end, events }] = protobuf as [Times];
    const millis = [start, events[0].timeUnixNano, end].map((nanos) => Number(nanos) / 1e6);
    // The wall clock is read in whole milliseconds, and the monotonic one in fractions of them.
    const inOrder = [before - 1, ...millis, after + 1];
    expect(inOrder.toSorted((a, b) => a - b)).toEqual(inOrder);
  });
});

interface Times {
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly events: [{ readonly timeUnixNano: string }];
}
