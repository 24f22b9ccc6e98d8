import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  SpanKind,
  TraceFlags,
  createTraceState,
  trace,
} from '@opentelemetry/api';
import {
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  type SamplingResult,
} from '@opentelemetry/sdk-trace';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { ports } from '#span/ports.js';
import { endSpan, startSpan } from '#span/start-span.js';
import { suppressTracing } from '#span/context/suppression.js';
import { isUnsampledSpan } from '#span/late/unsampled-span.js';
import { SpanIds } from '#span/ids/span-ids.js';
import { RootSampling } from './root-sampling.js';

type Question = Parameters<Sampler['shouldSample']>;

const asked: Question[] = [];
let result: SamplingResult;
const root: Sampler = {
  shouldSample: (...question) => (asked.push(question), result),
};
const sampling = new RootSampling(new ParentBasedSampler({ root }));
const recorder = new SpanRecorder(sampling, { idGenerator: sampling });

beforeEach(() => {
  recorder.reset();
  asked.length = 0;
  result = { decision: SamplingDecision.RECORD_AND_SAMPLED };
  ports.rootSpans = sampling;
});

function remote(traceFlags: TraceFlags) {
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags,
    isRemote: true,
    traceState: createTraceState('vendor=1'),
  });
}

describe('a local root', () => {
  it('makes the sampler be asked once, with all that the span starts with', () => {
    const attributes = { 'http.request.method': 'GET' };
    endSpan(startSpan('GET', { kind: SpanKind.SERVER, attributes }, ROOT_CONTEXT));
    const [[, traceId, ...question] = []] = asked;
    expect(asked).toHaveLength(1);
    expect(question).toEqual(['GET', SpanKind.SERVER, attributes, []]);
    expect(recorder.span('GET').spanContext().traceId).toBe(traceId);
  });

  it('takes the attributes and the trace state that the sampler adds', () => {
    result = { ...result, attributes: { rule: 'a' }, traceState: createTraceState('ours=1') };
    endSpan(startSpan('GET', { attributes: { own: 1 } }, ROOT_CONTEXT));
    const span = recorder.span('GET');
    expect(span.attributes).toMatchObject({ own: 1, rule: 'a' });
    expect(span.spanContext().traceState?.serialize()).toBe('ours=1');
  });

  it('is an unsampled span with the trace ID that the sampler was asked about, if the sampler says no', () => {
    result = { decision: SamplingDecision.NOT_RECORD, traceState: createTraceState('ours=0') };
    const span = startSpan('GET', {}, ROOT_CONTEXT);
    expect(isUnsampledSpan(span)).toBe(true);
    const { traceId, spanId, traceFlags, traceState } = span.spanContext();
    expect(traceId).toBe(asked[0]?.[1]);
    expect(spanId).toMatch(/^[\da-f]{16}$/);
    expect(traceFlags).toBe(TraceFlags.NONE);
    expect(traceState?.serialize()).toBe('ours=0');
  });

  it('continues the trace of its remote parent, whether that was sampled or not', () => {
    const dropped = startSpan('dropped', {}, remote(TraceFlags.NONE));
    expect(dropped.spanContext()).toMatchObject({ traceId: '0af7651916cd43dd8448eb211c80319c' });
    expect(dropped.spanContext().traceState?.serialize()).toBe('vendor=1');
    endSpan(startSpan('sampled', {}, remote(TraceFlags.SAMPLED)));
    expect(recorder.span('sampled')).toMatchObject({
      parentSpanContext: { spanId: 'b7ad6b7169203331' },
    });
    expect(asked).toEqual([]);
  });

  it('ignores its caller if it starts a trace of its own', () => {
    endSpan(startSpan('own', { root: true }, remote(TraceFlags.SAMPLED)));
    expect(asked).toHaveLength(1);
    expect(trace.getSpan((asked[0] as Question)[0])).toBeUndefined();
    expect(recorder.span('own').parentSpanContext).toBeUndefined();
    expect(recorder.span('own').spanContext().traceId).toBe(asked[0]?.[1]);
  });

  it('is also a span below an invalid one', () => {
    result = { decision: SamplingDecision.NOT_RECORD };
    const invalid = trace.setSpanContext(ROOT_CONTEXT, INVALID_SPAN_CONTEXT);
    const span = startSpan('GET', {}, invalid);
    expect(isUnsampledSpan(span)).toBe(true);
    expect(span.spanContext().traceId).toBe(asked[0]?.[1]);
  });

  it('is not started while tracing is suppressed', () => {
    const span = startSpan('GET', {}, suppressTracing(ROOT_CONTEXT));
    expect(trace.isSpanContextValid(span.spanContext())).toBe(false);
    expect(asked).toEqual([]);
  });

  it('does not affect the IDs and the sampling of spans of other tracers', () => {
    const tracer = trace.getTracer('other');
    const outer = startSpan('outer', {}, ROOT_CONTEXT);
    const inner = startSpan('inner', {}, trace.setSpan(ROOT_CONTEXT, outer));
    const other = tracer.startSpan('other', {}, ROOT_CONTEXT);
    for (const span of [inner, other, outer]) endSpan(span);
    const ids = recorder.spans.map((span) => span.spanContext().spanId);
    expect(new Set(ids).size).toBe(3);
    expect(recorder.span('inner').parentSpanContext?.spanId).toBe(outer.spanContext().spanId);
    expect(recorder.span('other').spanContext().traceId).not.toBe(outer.spanContext().traceId);
    expect(asked).toHaveLength(2);
  });

  it('leaves no decision behind if a tracer throws', () => {
    const tracer = {
      startSpan() {
        throw new Error('broken');
      },
      startActiveSpan() {
        throw new Error('broken');
      },
    };
    const failing = { tracer, name: 'GET', options: {}, startedAt: 0, parent: ROOT_CONTEXT };
    expect(() => sampling.start(failing)).toThrow('broken');
    result = { decision: SamplingDecision.NOT_RECORD };
    expect(startSpan('GET', {}, ROOT_CONTEXT).isRecording()).toBe(false);
    expect(asked).toHaveLength(2);
    expect(asked[0]?.[1]).not.toBe(asked[1]?.[1]);
  });
});

describe('a local root that was decided on before', () => {
  it('has the IDs and the sampling result of the decision', () => {
    const root = { name: 'GET', options: {}, startedAt: 0, parent: remote(TraceFlags.NONE) };
    const spanContext = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'a'.repeat(16) };
    const decision = {
      decision: SamplingDecision.RECORD_AND_SAMPLED,
      attributes: { 'sampling.late': 'slow' },
      traceState: createTraceState('ours=0'),
    };
    const span = sampling.startDecided(
      { ...root, tracer: trace.getTracer('spec') },
      { ids: SpanIds.parse({ ...spanContext, traceFlags: TraceFlags.SAMPLED }), result: decision },
    );
    endSpan(span);
    expect(span.spanContext()).toMatchObject({ ...spanContext, traceFlags: TraceFlags.SAMPLED });
    expect(span.spanContext().traceState?.serialize()).toBe('ours=0');
    expect(recorder.span('GET').attributes).toEqual({ 'sampling.late': 'slow' });
    expect(asked).toEqual([]);
  });
});
