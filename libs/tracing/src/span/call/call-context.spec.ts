import { beforeEach, describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, context, createContextKey, trace } from '@opentelemetry/api';
import { AlwaysOnSampler, type ReadableSpan, type Sampler } from '@opentelemetry/sdk-trace';
import { collectGarbage } from '../../../test/collect-garbage.js';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { CallContext } from './call-context.js';

const alwaysOn: Sampler = new AlwaysOnSampler();
let whileSampling: () => void = () => {};

/** A processor of the application that reads the active span. */
const looking: Sampler = {
  shouldSample(...span) {
    whileSampling();
    return alwaysOn.shouldSample(...span);
  },
};

const recorder = new SpanRecorder(looking);
beforeEach(() => {
  recorder.reset();
  whileSampling = () => {};
});

const KEY = createContextKey('spec');
const inside = (around = ROOT_CONTEXT): CallContext =>
  new CallContext(around, { name: 'call', options: { attributes: {} } });

describe('CallContext', () => {
  it('starts its span once, when the API is asked for the active span', () => {
    const call = inside();
    expect(call.startedSpan).toBeUndefined();
    const span = trace.getSpan(call);
    expect(span).toBe(call.startedSpan);
    expect(trace.getSpan(call)).toBe(span);
    expect(span?.isRecording()).toBe(true);
  });

  it('returns every other value of its parent context, without starting a span', () => {
    const call = inside(ROOT_CONTEXT.setValue(KEY, 'value'));
    expect(call.getValue(KEY)).toBe('value');
    expect(call.startedSpan).toBeUndefined();
  });

  it('passes its span on to contexts that are derived from it', () => {
    const call = inside();
    expect(trace.getSpan(call.setValue(KEY, 1))).toBe(call.startedSpan);
    expect(trace.getSpan(call.deleteValue(KEY))).toBe(call.startedSpan);
    expect(call.setValue(KEY, 1).getValue(KEY)).toBe(1);
  });

  it('gives way to another span', () => {
    const other = trace.wrapSpanContext({
      traceId: '1'.repeat(32),
      spanId: '2'.repeat(16),
      traceFlags: 1,
    });
    expect(trace.getSpan(trace.setSpan(inside(), other))).toBe(other);
    expect(trace.getSpan(trace.deleteSpan(inside()))).toBeUndefined();
  });

  it('answers at once however long work has gone on by calling itself', () => {
    expect(callsInside(inside(ROOT_CONTEXT.setValue(KEY, 'value')), 20_000).getValue(KEY)).toBe(
      'value',
    );
  });

  it('starts the spans of the enclosing calls once each, however many have none', () => {
    const calls = [inside()];
    while (calls.length < 20_000) calls.push(inside(calls.at(-1)));
    calls.at(-1)?.start();
    expect(recorder.started).toBe(20_000);
    const spans = calls.map(({ startedSpan }) => startedSpan as unknown as ReadableSpan);
    const parents = spans.map(({ parentSpanContext }) => parentSpanContext?.spanId);
    expect(parents).toEqual(
      [undefined, ...spans.map((span) => span.spanContext().spanId)].slice(0, -1),
    );
  });

  it('starts no span of an enclosing call for a span that begins a trace of its own', () => {
    const caller = inside();
    new CallContext(caller, { name: 'root', options: { root: true, attributes: {} } }).start();
    expect([recorder.started, caller.startedSpan]).toEqual([1, undefined]);
  });

  it('has the parent span as its active span while it starts, and starts once', () => {
    const outer = inside();
    const inner = inside(outer);
    const seen: unknown[] = [];
    whileSampling = () => seen.push(trace.getActiveSpan());
    context.with(inner, () => trace.getActiveSpan());
    expect(seen).toEqual([undefined, outer.startedSpan]);
    expect(recorder.started).toBe(2);
  });

  it('passes the parent span on to contexts that are derived while it starts', () => {
    const outer = inside();
    outer.start();
    const inner = inside(outer);
    whileSampling = () => {
      expect(trace.getSpan(inner.setValue(KEY, 1))).toBe(outer.startedSpan);
      expect(trace.getSpan(inner.deleteValue(KEY))).toBe(outer.startedSpan);
    };
    inner.start();
    expect(recorder.started).toBe(2);
  });

  it('lets what starts its span make calls of its own', () => {
    const outer = inside();
    const inner = inside(outer);
    whileSampling = () => {
      whileSampling = () => {};
      inside(inner).start();
    };
    inner.start();
    expect(recorder.started).toBe(3);
    expect(outer.startedSpan).not.toBe(inner.startedSpan);
  });

  it('holds none of the enclosing calls whose spans have started in memory', async () => {
    const collected: string[] = [];
    const registry = new FinalizationRegistry((name: string) => collected.push(name));
    const outermost = (): CallContext => {
      const call = inside();
      registry.register(call, 'outermost');
      return call;
    };
    const innermost = callsInside(outermost(), 3);
    await collectGarbage(() => collected.length > 0);
    expect(collected).toEqual(['outermost']);
    expect(innermost.startedSpan).toBeUndefined();
  });
});

/** Returns the innermost of `count` nested calls. */
function callsInside(outermost: CallContext, count: number): CallContext {
  let call = outermost;
  for (let depth = 0; depth < count; depth += 1) {
    call.start();
    call = inside(call);
  }
  return call;
}
