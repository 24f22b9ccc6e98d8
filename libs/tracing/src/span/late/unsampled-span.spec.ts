import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { HttpException } from '@nestjs/common';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  context,
  propagation,
  trace,
} from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import { lastValueFrom, throwError } from 'rxjs';
import { SettableClock } from '../../../test/settable-clock.js';
import { UnsampledRecorder } from '../../../test/unsampled-recorder.js';
import { traced } from '#decorators/traced-function.js';
import { ports } from '#span/ports.js';
import { endSpan, startSpan } from '#span/start-span.js';
import { UnsampledSpan, isUnsampledSpan, keptSpan } from './unsampled-span.js';

const recorder = new UnsampledRecorder();

beforeEach(() => {
  recorder.reset();
  recorder.keep();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const CALLER_ID = 'b7ad6b7169203331';

/** The context of a call from another process that is not sampled. */
const remote = trace.setSpanContext(ROOT_CONTEXT, {
  traceId: TRACE_ID,
  spanId: CALLER_ID,
  traceFlags: TraceFlags.NONE,
  isRemote: true,
});

function carrier(): Record<string, string> {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
}

const fail = traced('fail', (error: unknown) => {
  throw error;
});

describe('the first span of a trace in this process that the sampler dropped', () => {
  it('leaves nothing behind if all goes well', async () => {
    expect(traced('work', () => 7)()).toBe(7);
    await traced('work', async () => undefined)();
    expect(recorder.spans).toEqual([]);
    expect(recorder.started).toBe(0);
  });

  it('is exported if its work fails, under the ids that were propagated', () => {
    let sent: Record<string, string> = {};
    const work = traced(
      'consume',
      () => {
        sent = carrier();
        throw new RangeError('empty');
      },
      { kind: SpanKind.CONSUMER, attributes: { 'messaging.system': 'spec' } },
    );
    expect(() => context.with(remote, work)).toThrow('empty');
    const span = recorder.span('consume');
    const { traceId, spanId } = span.spanContext();
    expect(sent['traceparent']).toBe(`00-${traceId}-${spanId}-00`);
    expect(traceId).toBe(TRACE_ID);
    expect(span.parentSpanContext).toMatchObject({ spanId: CALLER_ID, isRemote: true });
    expect(span.spanContext().traceFlags).toBe(TraceFlags.SAMPLED);
    expect(span.kind).toBe(SpanKind.CONSUMER);
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'empty' });
    expect(span.events).toMatchObject([{ name: 'exception' }]);
    expect(span.attributes).toMatchObject({
      'sampling.kept': 'error',
      'error.type': 'RangeError',
      'messaging.system': 'spec',
    });
  });

  it('is exported with the time that its work took', async () => {
    const before = Date.now();
    const work = traced('work', async () => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      throw new Error('late');
    });
    await expect(work()).rejects.toThrow('late');
    const { startTime, duration } = recorder.span('work');
    expect(startTime[0] * 1_000 + startTime[1] / 1e6).toBeGreaterThan(before - 5);
    expect(duration[0] * 1_000 + duration[1] / 1e6).toBeGreaterThan(25);
  });

  it('is exported alone: what it calls goes straight through', () => {
    const outer = traced('outer', () => fail(new Error('inner')));
    expect(outer).toThrow('inner');
    expect(recorder.tree()).toBe('outer');
  });

  it('is exported if it starts a trace of its own within another', () => {
    const own = traced('own', () => fail(new Error('own')), { root: true });
    context.with(
      remote,
      traced('around', () => expect(own).toThrow('own')),
    );
    expect(recorder.tree()).toBe('own');
    expect(recorder.span('own').parentSpanContext).toBeUndefined();
    expect(recorder.span('own').spanContext().traceId).not.toBe(TRACE_ID);
  });

  it('is exported if an Observable fails that it returned', async () => {
    const work = traced('work', () => throwError(() => new Error('later')));
    await expect(lastValueFrom(work())).rejects.toThrow('later');
    expect(recorder.span('work').attributes['sampling.kept']).toBe('error');
  });

  it('is exported if it is slow, with what its result is asked for', async () => {
    recorder.keep({ slowMillis: 20 });
    const work = traced(
      'work',
      () => new Promise<string>((resolve) => setTimeout(resolve, 30, 'done')),
      { onResult: (result) => ({ result }) },
    );
    await work();
    const { attributes, status } = recorder.span('work');
    expect(attributes).toMatchObject({ 'sampling.kept': 'slow', result: 'done' });
    expect(status.code).toBe(SpanStatusCode.UNSET);
  });

  it.each([
    ['back', -3_600_000],
    ['forward', 3_600_000],
  ])('is slow by what really passed, if the wall clock is set %s', (_, aheadMillis) => {
    recorder.keep({ slowMillis: 50 });
    const clock = new SettableClock();
    for (const millis of [49, 50]) {
      const span = startSpan(`${millis} ms`, {}, ROOT_CONTEXT);
      clock.set(aheadMillis);
      clock.pass(millis);
      endSpan(keptSpan(span, () => false));
    }
    expect(recorder.tree()).toBe('50 ms');
    expect(hrTimeToMilliseconds(recorder.span('50 ms').duration)).toBe(50);
  });

  it('is exported if it stops being waited for after a long time', async () => {
    recorder.keep({ slowMillis: 1 });
    const work = traced('work', async function* () {
      await new Promise((resolve) => setTimeout(resolve, 5));
      yield 1;
    });
    for await (const one of work()) {
      expect(one).toBe(1);
      break;
    }
    expect(recorder.span('work').attributes['sampling.kept']).toBe('slow');
  });

  it.each([
    ['an answer that the application chose', new HttpException('no', 404)],
    ['a cancellation', new DOMException('no', 'AbortError')],
  ])('is not exported for %s', (_, error) => {
    expect(() => fail(error)).toThrow('no');
    expect(recorder.spans).toEqual([]);
  });

  it('is exported for a value that cannot be looked at', () => {
    const hostile = new Proxy(new Error('hostile'), {
      get() {
        throw new Error('looked at');
      },
    });
    let caught: unknown;
    try {
      fail(hostile);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBe(hostile);
    expect(recorder.span('fail').status.code).toBe(SpanStatusCode.ERROR);
  });

  it('is not exported beyond so many a second', () => {
    recorder.keep({ maxPerSecond: 3 });
    for (let call = 0; call < 20; call++) expect(() => fail(new Error('outage'))).toThrow('outage');
    expect(recorder.spans).toHaveLength(3);
  });

  it('is not exported later if it was refused before, as its caller was told', () => {
    recorder.keep({ maxPerSecond: 0 });
    const span = startSpan('refused', {}, ROOT_CONTEXT);
    if (!isUnsampledSpan(span)) throw new Error('The span was sampled.');
    expect(span.isKept(true)).toBe(false);
    recorder.keep();
    expect(span.keep(true)).toBeUndefined();
    expect(recorder.started).toBe(0);
  });

  it('is never exported if nothing is to be kept', () => {
    ports.keeping = undefined;
    expect(() => fail(new Error('lost'))).toThrow('lost');
    expect(recorder.spans).toEqual([]);
  });

  it('says nothing of itself if it is sampled', () => {
    const work = traced('sampled work', () => fail(new Error('seen')));
    expect(work).toThrow('seen');
    expect(recorder.tree()).toBe('sampled work\n  fail');
    for (const { attributes } of recorder.spans)
      expect(attributes['sampling.kept']).toBeUndefined();
  });

  it('has an id only once somebody asks for it', () => {
    let ids = 0;
    const generateSpanId = () => String(++ids).padStart(16, '0');
    const root = { tracer: trace.getTracer('spec'), name: 'work', options: {}, startedAt: 0 };
    const span = new UnsampledSpan(
      { ...root, parent: ROOT_CONTEXT },
      { traceId: TRACE_ID, traceState: undefined, generateSpanId },
    );
    const inner = traced('inner', () => 7);
    expect(context.with(trace.setSpan(ROOT_CONTEXT, span), inner)).toBe(7);
    expect(ids).toBe(0);
    expect(span.spanContext().spanId).toBe('0000000000000001');
  });

  it('records nothing itself', () => {
    const span = startSpan('work', {}, ROOT_CONTEXT);
    expect(isUnsampledSpan(span)).toBe(true);
    expect(span.isRecording()).toBe(false);
    expect(
      span
        .setAttribute('a', 1)
        .setAttributes({ a: 1 })
        .addEvent('e')
        .addLink({ context: span.spanContext() })
        .addLinks([])
        .setStatus({ code: SpanStatusCode.ERROR })
        .updateName('other'),
    ).toBe(span);
    span.recordException(new Error('e'));
    span.end();
    expect(recorder.spans).toEqual([]);
    expect(span.spanContext()).toBe(span.spanContext());
  });
});

describe('a span whose callee keeps its part of the trace', () => {
  function after(outcome: () => void) {
    return traced('work', () => {
      const span = trace.getActiveSpan();
      if (!isUnsampledSpan(span)) throw new Error('The span was sampled.');
      span.noteKeptCallee();
      outcome();
    });
  }

  it('is exported as well, though all went well', () => {
    after(() => {})();
    expect(recorder.span('work').attributes['sampling.kept']).toBe('downstream');
    expect(recorder.span('work').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('says of its own failure first', () => {
    const work = after(() => {
      throw new Error('both');
    });
    expect(work).toThrow('both');
    expect(recorder.span('work').attributes['sampling.kept']).toBe('error');
  });

  it('spends a budget of its own, and leaves that of failures alone', () => {
    recorder.keep({ maxPerSecond: 1, maxDownstreamPerSecond: 5 });
    for (let call = 0; call < 9; call++) after(() => {})();
    expect(recorder.spans).toHaveLength(5);
    expect(() => fail(new Error('first'))).toThrow('first');
    expect(() => fail(new Error('second'))).toThrow('second');
    expect(recorder.spans).toHaveLength(6);
  });

  it('is exported for its own failure where too many callees were followed', () => {
    recorder.keep({ maxPerSecond: 1, maxDownstreamPerSecond: 0 });
    const work = after(() => {
      throw new Error('own');
    });
    expect(work).toThrow('own');
    expect(recorder.span('work').attributes['sampling.kept']).toBe('error');
  });

  it('is exported although the limit had refused it before', () => {
    recorder.keep({ maxPerSecond: 0 });
    const span = startSpan('late', {}, ROOT_CONTEXT);
    if (!isUnsampledSpan(span)) throw new Error('The span was sampled.');
    expect(span.isKept(true)).toBe(false);
    span.noteKeptCallee();
    expect(span.isKept(false)).toBe(true);
  });
});
