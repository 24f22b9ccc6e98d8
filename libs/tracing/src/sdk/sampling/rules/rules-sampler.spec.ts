import { afterEach, describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, SpanKind, TraceFlags, trace } from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../../../test/support/generated-runs.js';
import { anyPath, anyPatternText, asRegExp } from '../../../../test/sampling/any-pattern.js';
import { RulesSampler } from './rules-sampler.js';
import { readSetting } from '#sdk/settings/read-setting.js';

afterEach(() => {
  Reflect.deleteProperty(process.env, 'TRACING_SAMPLING_RULES');
});

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

function sampler(rules: string, otherwise = new AlwaysOnSampler()): RulesSampler {
  process.env['TRACING_SAMPLING_RULES'] = rules;
  return new RulesSampler(readSetting('TRACING_SAMPLING_RULES'), otherwise);
}

interface Asked {
  readonly method?: string;
  readonly path?: string | undefined;
  readonly kind?: SpanKind;
  readonly context?: typeof ROOT_CONTEXT;
  readonly traceId?: string;
}

function isSampled(
  by: RulesSampler,
  {
    method = 'GET',
    path = '/orders',
    kind = SpanKind.SERVER,
    context = ROOT_CONTEXT,
    traceId = TRACE_ID,
  }: Asked,
): boolean {
  const attributes = { 'http.request.method': method, 'url.path': path };
  const { decision } = by.shouldSample(context, traceId, method, kind, attributes, []);
  return decision === SamplingDecision.RECORD_AND_SAMPLED;
}

describe('RulesSampler', () => {
  it('samples a request by the first rule that its method and its path match', () => {
    const rules = sampler('POST /orders=0;/orders=1;/orders/*=0', new AlwaysOffSampler());
    expect(isSampled(rules, { method: 'POST' })).toBe(false);
    expect(isSampled(rules, { method: 'GET' })).toBe(true);
    expect(isSampled(rules, { path: '/orders/1' })).toBe(false);
  });

  it('leaves what no rule matches to the other sampler', () => {
    expect(isSampled(sampler('/users=0'), {})).toBe(true);
    expect(isSampled(sampler('/users=1', new AlwaysOffSampler()), {})).toBe(false);
  });

  it('leaves what is no request to the other sampler', () => {
    const none = sampler('*=0');
    expect(isSampled(none, { kind: SpanKind.INTERNAL })).toBe(true);
    expect(isSampled(none, { kind: SpanKind.CLIENT })).toBe(true);
    const result = none.shouldSample(ROOT_CONTEXT, TRACE_ID, 'rpc', SpanKind.SERVER, {}, []);
    expect(result.decision).toBe(SamplingDecision.RECORD_AND_SAMPLED);
  });

  it.each([
    ['remote', true],
    ['local', false],
  ])('leaves what has a %s parent to the other sampler', (_, isRemote) => {
    const parent = { traceId: TRACE_ID, spanId: 'b7ad6b7169203331', isRemote };
    const context = trace.setSpanContext(ROOT_CONTEXT, { ...parent, traceFlags: TraceFlags.NONE });
    expect(isSampled(sampler('*=0'), { context })).toBe(true);
    expect(isSampled(sampler('*=1', new AlwaysOffSampler()), { context })).toBe(false);
  });

  it('takes a parent that is not valid for none', () => {
    const invalid = { traceId: '0', spanId: '0', traceFlags: TraceFlags.NONE };
    const context = trace.setSpanContext(ROOT_CONTEXT, invalid);
    expect(isSampled(sampler('*=0'), { context })).toBe(false);
  });

  it('samples a ratio of traces, chosen by their ids alone', () => {
    const half = sampler('*=0.5');
    const reference = new TraceIdRatioBasedSampler(0.5);
    const anyTraceId = fc.stringMatching(/^[\da-f]{31}[1-9a-f]$/);
    const property = fc.property(anyTraceId, (traceId) => {
      const { decision } = reference.shouldSample(ROOT_CONTEXT, traceId);
      const expected = decision === SamplingDecision.RECORD_AND_SAMPLED;
      expect(isSampled(half, { traceId })).toBe(expected);
    });
    fc.assert(property, generatedRuns(1_000));
  });

  it('asks the rules in their order, as one would by hand', () => {
    const anyMethod = fc.constantFrom('', 'GET ', 'POST ');
    const anyRules = fc.array(fc.tuple(anyMethod, anyPatternText(), fc.constantFrom(0, 1)), {
      maxLength: 5,
    });
    const anyAsked = fc.record({ method: fc.constantFrom('GET', 'POST', 'PUT'), path: anyPath() });
    const property = fc.property(anyRules, anyAsked, (rules, asked) => {
      const texts = rules.map(([method, path, ratio]) => `${method}${path}=${ratio}`);
      const first = rules.find(
        ([method, path]) =>
          (method === '' || method === `${asked.method} `) && asRegExp(path).test(asked.path),
      );
      const expected = first ? first[2] === 1 : true;
      expect(isSampled(sampler(texts.join(';')), asked)).toBe(expected);
    });
    fc.assert(property, generatedRuns(1_000));
  });

  it('describes itself by its rules', () => {
    expect(String(sampler('POST /orders=1;*=0.1'))).toBe(
      'Rules{POST /orders=1;*=0.1, otherwise=AlwaysOnSampler}',
    );
  });
});
