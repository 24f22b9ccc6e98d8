import { afterAll, describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, SpanKind, TraceFlags, trace } from '@opentelemetry/api';
import { AlwaysOffSampler, AlwaysOnSampler, SamplingDecision } from '@opentelemetry/sdk-trace';
import { forceSampling } from '#span/context/forced-sampling.js';
import { parseGlob } from '#http/path-pattern.js';
import type { SamplingRule } from '#sdk/settings/values/sampling-rule.js';
import { createSampler, isParentBased } from './sampler.js';

const stopping = new AbortController();
afterAll(() => stopping.abort());

const SERVICE = { name: () => Promise.resolve('orders'), stop: stopping.signal };
const NOTHING = { samplingRules: [], forceSampling: undefined, trustedCallers: undefined };
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const FORCE = { header: 'x-force-sampling', secret: 'a secret of the operator' };

const neverOrders: SamplingRule = {
  text: '/orders=0',
  method: undefined,
  path: parseGlob('/orders'),
  ratio: 0,
};

function named(sampler: string | undefined, samplerArgument?: string) {
  return createSampler({ ...NOTHING, sampler, samplerArgument }, SERVICE);
}

function below(flags: TraceFlags, isRemote = true) {
  const parent = { traceId: TRACE_ID, spanId: 'b7ad6b7169203331', traceFlags: flags, isRemote };
  return trace.setSpanContext(ROOT_CONTEXT, parent);
}

function isSampled(sampler: ReturnType<typeof createSampler>, context = ROOT_CONTEXT): boolean {
  const attributes = { 'http.request.method': 'GET', 'url.path': '/orders' };
  const result = sampler.shouldSample(context, TRACE_ID, 'GET', SpanKind.SERVER, attributes, []);
  return result.decision === SamplingDecision.RECORD_AND_SAMPLED;
}

describe('createSampler', () => {
  it.each([
    [undefined, undefined, 'ParentBased{root=AlwaysOnSampler'],
    ['always_on', undefined, 'AlwaysOnSampler'],
    ['always_off', undefined, 'AlwaysOffSampler'],
    ['ALWAYS_OFF', undefined, 'AlwaysOffSampler'],
    ['traceidratio', '0.25', 'TraceIdRatioBased{0.25}'],
    ['traceidratio', undefined, 'TraceIdRatioBased{1}'],
    ['parentbased_always_on', undefined, 'ParentBased{root=AlwaysOnSampler'],
    ['parentbased_always_off', undefined, 'ParentBased{root=AlwaysOffSampler'],
    ['parentbased_traceidratio', '0.01', 'ParentBased{root=TraceIdRatioBased{0.01}'],
    ['ParentBased_TraceIdRatio', '0.01', 'ParentBased{root=TraceIdRatioBased{0.01}'],
    [
      'jaeger_remote',
      undefined,
      'JaegerRemote{endpoint=http://localhost:5778/sampling, TraceIdRatioBased{0.001}}',
    ],
    [
      'parentbased_jaeger_remote',
      'endpoint=http://127.0.0.1:9,initialSamplingRate=0.25',
      'ParentBased{root=JaegerRemote{endpoint=http://127.0.0.1:9/sampling, TraceIdRatioBased{0.25}}',
    ],
  ])('makes of %p with %p a %s', (name, argument, description) => {
    expect(named(name, argument).toString().slice(0, description.length)).toBe(description);
  });

  it.each([
    ['sometimes', undefined, 'OTEL_TRACES_SAMPLER'],
    ['parentbased_', undefined, 'OTEL_TRACES_SAMPLER'],
    ['parentbased_parentbased_always_on', undefined, 'OTEL_TRACES_SAMPLER'],
    ['traceidratio', '2', 'OTEL_TRACES_SAMPLER_ARG'],
    ['traceidratio', 'half', 'OTEL_TRACES_SAMPLER_ARG'],
    ['jaeger_remote', '0.5', 'OTEL_TRACES_SAMPLER_ARG'],
  ])('refuses %p with %p, naming %s', (name, argument, variable) => {
    expect(() => named(name, argument)).toThrow(
      expect.objectContaining({ code: 'TRACING_INVALID_ENVIRONMENT', subject: variable }),
    );
  });

  it.each(['xray', 'parentbased_xray'])('says of %p where it can be given instead', (name) => {
    expect(() => named(name)).toThrow(
      `any other sampler, such as that of AWS X-Ray, is for startTracing({ sampler })), got '${name}'.`,
    );
  });

  it('takes a sampler of the application in place of the named one, which is not looked at', () => {
    const own = new AlwaysOffSampler();
    const environment = { ...NOTHING, sampler: 'xray', samplerArgument: undefined };
    expect(createSampler(environment, SERVICE, own)).toBe(own);
  });

  it.each([
    ['parentbased_always_on', undefined],
    ['always_on', undefined],
    ['', new AlwaysOnSampler()],
  ])('puts the rules before %p, for requests that begin a trace', (sampler, own) => {
    const environment = { ...NOTHING, sampler, samplerArgument: undefined };
    const ruled = createSampler({ ...environment, samplingRules: [neverOrders] }, SERVICE, own);
    expect(isSampled(ruled)).toBe(false);
    expect(isSampled(ruled, below(TraceFlags.SAMPLED))).toBe(true);
  });

  it('asks no rule about a request whose caller has decided', () => {
    const environment = { ...NOTHING, sampler: undefined, samplerArgument: undefined };
    const always = { ...neverOrders, ratio: 1 };
    const ruled = createSampler({ ...environment, samplingRules: [always] }, SERVICE);
    expect(isSampled(ruled)).toBe(true);
    expect(isSampled(ruled, below(TraceFlags.NONE))).toBe(false);
  });

  it.each([
    ['parentbased_always_off', undefined],
    ['', new AlwaysOffSampler()],
  ])('samples what is forced before it asks %p, a rule or a caller', (sampler, own) => {
    const environment = {
      ...NOTHING,
      sampler,
      samplerArgument: undefined,
      samplingRules: [neverOrders],
    };
    const forcible = createSampler({ ...environment, forceSampling: FORCE }, SERVICE, own);
    for (const context of [ROOT_CONTEXT, below(TraceFlags.NONE), below(TraceFlags.NONE, false)]) {
      expect(isSampled(forcible, context)).toBe(false);
      expect(isSampled(forcible, forceSampling(context))).toBe(true);
    }
    expect(String(forcible)).toMatch(/^Forced\{otherwise=.*Rules\{\/orders=0, otherwise=/);
    expect(String(forcible)).not.toContain(FORCE.secret);
  });

  it('forces nothing unless the operator has set a secret', () => {
    expect(isSampled(named('always_off'), forceSampling(ROOT_CONTEXT))).toBe(false);
  });
});

describe('isParentBased', () => {
  it.each([
    [undefined, true],
    ['parentbased_always_on', true],
    ['PARENTBASED_traceidratio', true],
    ['parentbased_jaeger_remote', true],
    ['jaeger_remote', false],
    ['always_on', false],
    ['traceidratio', false],
  ])('tells of %p: %p', (name, parentBased) => {
    expect(isParentBased(name)).toBe(parentBased);
  });
});
