import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  SpanKind,
  TraceFlags,
  createTraceState,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';
import {
  ParentBasedSampler as ParentBasedSamplerOfSdk,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import { forceSampling } from '#span/context/forced-sampling.js';
import { parseGlob } from '#http/path-pattern.js';
import type { NewSpan } from '#span/ports.js';
import { isUnsampledSpan } from '#span/late/unsampled-span.js';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { ALWAYS_OFF, ALWAYS_ON } from './constant-sampler.js';
import { ForcedSampler } from './forced-sampler.js';
import { type OwnSampler, toOwnSampler } from './own-sampler.js';
import { ParentBasedSampler } from './parent-based-sampler.js';
import { RatioSampler } from './ratio-sampler.js';
import { RootQuestion } from './root-question.js';
import { RootSampling } from './root-sampling.js';
import { RulesSampler } from './rules/rules-sampler.js';
import { isRefusal } from '#sdk/recorder/sampling-results.js';
import { TrustedCallersSampler } from './trusted-callers-sampler.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());

/** The description of a request, which collects the names of the properties that are read. */
class Described implements NewSpan {
  readonly read = new Set<string>();
  readonly startedAt = 0;
  readonly #attributes = { 'http.request.method': 'GET', 'url.path': '/orders' };

  constructor(readonly parent: Context = ROOT_CONTEXT) {}

  get tracer() {
    this.read.add('tracer');
    return trace.getTracer('spec');
  }

  get name() {
    this.read.add('name');
    return 'GET';
  }

  get options(): { kind: SpanKind; attributes: Attributes } {
    this.read.add('options');
    return { kind: SpanKind.SERVER, attributes: this.#attributes };
  }
}

function called(traceFlags: TraceFlags): Context {
  const caller = { traceId: TRACE_ID, spanId: 'b7ad6b7169203331', traceFlags, isRemote: true };
  return trace.setSpanContext(ROOT_CONTEXT, { ...caller, traceState: createTraceState('a=1') });
}

describe('a sampler of this library', () => {
  it.each<[string, OwnSampler]>([
    ['always_off', ALWAYS_OFF],
    ['always_on', ALWAYS_ON],
    ['a ratio', new RatioSampler(0.5)],
    ['a parent-based ratio', new ParentBasedSampler(new RatioSampler(0.5))],
    ['a ratio that can be forced', new ForcedSampler(new RatioSampler(0.5))],
    [
      'trusted callers',
      new TrustedCallersSampler({ networks: [], untrustedMaxPerSecond: 0 }, ALWAYS_OFF),
    ],
  ])('reads neither name nor attributes of a root: %s', (_, sampler) => {
    const root = new Described();
    sampler.decide(new RootQuestion(root));
    expect([...root.read]).toEqual([]);
  });

  it('reads the attributes if it decides by them', () => {
    const root = new Described();
    const rule = { text: '/orders=1', method: 'GET', path: parseGlob('/orders'), ratio: 1 };
    const result = new RulesSampler([rule], ALWAYS_OFF).decide(new RootQuestion(root));
    expect([isRefusal(result), [...root.read]]).toEqual([false, ['options']]);
  });

  it.each([
    ['off', ALWAYS_OFF, false],
    ['on', ALWAYS_ON, true],
  ])('is asked about a root of its own if a caller is not trusted: %s', (_, own, isSampled) => {
    const trusting = new TrustedCallersSampler(
      { networks: [], untrustedMaxPerSecond: 0 },
      new ParentBasedSampler(own),
    );
    const flags = isSampled ? TraceFlags.NONE : TraceFlags.SAMPLED;
    const question = new RootQuestion(new Described(called(flags)));
    expect(isRefusal(trusting.decide(question))).toBe(!isSampled);
    expect(question.traceId).toBe(TRACE_ID);
  });

  it('follows the flag of a caller, and a forced request before that', () => {
    const sampler = new ForcedSampler(new ParentBasedSampler(ALWAYS_OFF));
    const answers = [
      called(TraceFlags.SAMPLED),
      called(TraceFlags.NONE),
      forceSampling(called(TraceFlags.NONE)),
      ROOT_CONTEXT,
    ].map((parent) => isRefusal(sampler.decide(new RootQuestion(new Described(parent)))));
    expect(answers).toEqual([false, true, false, true]);
  });
});

describe('a sampler of the application', () => {
  it('gets everything that the interface promises', () => {
    const asked: unknown[][] = [];
    const sampler: Sampler = {
      shouldSample: (...question) => {
        asked.push(question);
        return { decision: SamplingDecision.NOT_RECORD };
      },
    };
    const root = new Described();
    const question = new RootQuestion(root);
    toOwnSampler(sampler).decide(question);
    expect(asked).toEqual([
      [
        ROOT_CONTEXT,
        expect.stringMatching(/^[\da-f]{32}$/),
        'GET',
        SpanKind.SERVER,
        { 'http.request.method': 'GET', 'url.path': '/orders' },
        [],
      ],
    ]);
    expect(question.traceId).toBe(asked[0]?.[1]);
  });
});

describe('the trace id of a root', () => {
  it('is drawn after the decision, and leads every sampler of that ratio to it', () => {
    const reference = new TraceIdRatioBasedSampler(0.25);
    const sampled = Array.from({ length: 4_000 }, () => {
      const question = new RootQuestion(new Described());
      const isSampled = !isRefusal(new RatioSampler(0.25).decide(question));
      const { decision } = reference.shouldSample(ROOT_CONTEXT, question.traceId);
      expect(decision === SamplingDecision.RECORD_AND_SAMPLED).toBe(isSampled);
      return isSampled;
    }).filter(Boolean);
    // 1,000 of 4,000 with a standard deviation of 27: one run in a billion is further off than this.
    expect(Math.abs(sampled.length - 1_000)).toBeLessThan(170);
  });

  it('uses every digit, whatever was decided', () => {
    const texts = Array.from({ length: 400 }, () => {
      const question = new RootQuestion(new Described());
      new RatioSampler(0.5).decide(question);
      return question.traceId;
    });
    for (let place = 0; place < 32; place++) {
      expect(new Set(texts.map((text) => text[place])).size).toBe(16);
    }
    expect(new Set(texts).size).toBe(400);
  });

  it('is that of a caller, whose id a ratio decides by if it is not parent-based', () => {
    const reference = new TraceIdRatioBasedSampler(0.5);
    const { decision } = reference.shouldSample(ROOT_CONTEXT, TRACE_ID);
    for (const flags of [TraceFlags.NONE, TraceFlags.SAMPLED]) {
      const question = new RootQuestion(new Described(called(flags)));
      const result = new RatioSampler(0.5).decide(question);
      expect([question.traceId, result.decision]).toEqual([TRACE_ID, decision]);
      expect(question.drawIds(result).spanContext.traceId).toBe(TRACE_ID);
    }
  });

  it.each<[string, Sampler]>([
    ['this library', new ParentBasedSampler(ALWAYS_OFF)],
    ["OpenTelemetry's SDK", new ParentBasedSamplerOfSdk({ root: ALWAYS_OFF })],
  ])('is valid and goes downstream with flag 00 and the tracestate by a sampler of %s', (_, by) => {
    const sampling = new RootSampling(by);
    const own = sampling.start(new Described()).spanContext();
    expect(isSpanContextValid(own)).toBe(true);
    expect(own.traceFlags).toBe(TraceFlags.NONE);
    const span = sampling.start(new Described(called(TraceFlags.NONE)));
    expect(isUnsampledSpan(span)).toBe(true);
    expect(span.spanContext()).toMatchObject({ traceId: TRACE_ID, traceFlags: TraceFlags.NONE });
    expect(span.spanContext().traceState?.serialize()).toBe('a=1');
    expect(span.spanContext()).not.toHaveProperty('isRemote');
  });
});
