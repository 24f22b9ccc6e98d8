import { beforeAll, describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { ROOT_CONTEXT, TraceFlags, context, trace } from '@opentelemetry/api';
import { AlwaysOffSampler, ParentBasedSampler, type Sampler } from '@opentelemetry/sdk-trace';
import { SpanRecorder } from '../../test/span-recorder.js';
import { Traced, TracingModule } from '#index.js';

/** A sampler that counts how often it is asked. */
class AskedSampler implements Sampler {
  asked = 0;
  readonly #sampler = new ParentBasedSampler({ root: new AlwaysOffSampler() });

  shouldSample: Sampler['shouldSample'] = (...question) => {
    this.asked += 1;
    return this.#sampler.shouldSample(...question);
  };

  toString(): string {
    return 'AskedSampler';
  }
}

const sampler = new AskedSampler();
const recorder = new SpanRecorder(sampler);

const unsampled = trace.setSpanContext(ROOT_CONTEXT, {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.NONE,
});

const answer = Promise.resolve(42);
let contextInside: unknown;
let attributesAsked = 0;

class Oracle {
  @Traced({
    attributes: () => {
      attributesAsked += 1;
      return {};
    },
  })
  ask(): Promise<number> {
    contextInside = context.active();
    return answer;
  }
}

beforeAll(async () => {
  const imports = [TracingModule.forRoot({ parentBasedSampler: true })];
  await Test.createTestingModule({ imports }).compile();
});

describe('below a span that was not sampled', () => {
  it('a call bypasses tracing: it makes no span, changes no context and calls no callback', () => {
    const result = context.with(unsampled, () => new Oracle().ask());
    expect(result).toBe(answer);
    expect(contextInside).toBe(unsampled);
    expect([sampler.asked, attributesAsked, recorder.spans.length]).toEqual([0, 0, 0]);
  });
});

describe('without an active span', () => {
  it('a call asks the sampler', () => {
    const before = sampler.asked;
    void new Oracle().ask();
    expect(sampler.asked - before).toBe(1);
  });
});
