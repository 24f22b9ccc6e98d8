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
import { startSpan } from '#span/start-span.js';
import { NO_FAILURE, UnsampledSpan, finish, isUnsampledSpan } from './unsampled-span.js';

const recorder = new UnsampledRecorder();

beforeEach(() => {
  recorder.reset();
  recorder.sampleLate();
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

const FAILURE = { ...NO_FAILURE, hasFailed: () => true };

const fail = traced('fail', (error: unknown) => {
  throw error;
});

describe('an unsampled local root', () => {
  it('is not exported if all goes well', async () => {
    expect(traced('work', () => 7)()).toBe(7);
    await traced('work', async () => undefined)();
    expect(recorder.spans).toEqual([]);
    expect(recorder.started).toBe(0);
  });

  it('is exported if its work fails, with the IDs that were propagated', () => {
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
      'sampling.late': 'error',
      'error.type': 'RangeError',
      'messaging.system': 'spec',
    });
  });

  it('is exported with the start time and the duration of its work', async () => {
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

  it('is exported alone: calls below it get no spans', () => {
    const outer = traced('outer', () => fail(new Error('inner')));
    expect(outer).toThrow('inner');
    expect(recorder.tree()).toBe('outer');
  });

  it('is exported if it starts a trace of its own within another trace', () => {
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
    expect(recorder.span('work').attributes['sampling.late']).toBe('error');
  });

  it('is exported if it is slow, with the attributes of its result', async () => {
    recorder.sampleLate({ slowMillis: 20 });
    const work = traced(
      'work',
      () => new Promise<string>((resolve) => setTimeout(resolve, 30, 'done')),
      { onResult: (result) => ({ result }) },
    );
    await work();
    const { attributes, status } = recorder.span('work');
    expect(attributes).toMatchObject({ 'sampling.late': 'slow', result: 'done' });
    expect(status.code).toBe(SpanStatusCode.UNSET);
  });

  it.each([
    ['back', -3_600_000],
    ['forward', 3_600_000],
  ])('is slow by a monotonic clock, if the wall clock is set %s', (_, aheadMillis) => {
    recorder.sampleLate({ slowMillis: 50 });
    const clock = new SettableClock();
    for (const millis of [49, 50]) {
      const span = startSpan(`${millis} ms`, {}, ROOT_CONTEXT);
      clock.set(aheadMillis);
      clock.pass(millis);
      finish(span, NO_FAILURE);
    }
    expect(recorder.tree()).toBe('50 ms');
    expect(hrTimeToMilliseconds(recorder.span('50 ms').duration)).toBe(50);
  });

  it('is exported if its consumer gives up after a long time', async () => {
    recorder.sampleLate({ slowMillis: 1 });
    const work = traced('work', async function* () {
      await new Promise((resolve) => setTimeout(resolve, 5));
      yield 1;
    });
    for await (const one of work()) {
      expect(one).toBe(1);
      break;
    }
    expect(recorder.span('work').attributes['sampling.late']).toBe('slow');
  });

  it.each([
    ['an answer that the application chose', new HttpException('no', 404)],
    ['a cancellation', new DOMException('no', 'AbortError')],
  ])('is not exported for %s', (_, error) => {
    expect(() => fail(error)).toThrow('no');
    expect(recorder.spans).toEqual([]);
  });

  it('is exported if it throws a value that cannot be inspected', () => {
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

  it('is not exported beyond the budget of a second', () => {
    recorder.sampleLate({ maxPerSecond: 3 });
    for (let call = 0; call < 20; call++) expect(() => fail(new Error('outage'))).toThrow('outage');
    expect(recorder.spans).toHaveLength(3);
  });

  it('is not exported at its end if it was refused when its response began', () => {
    recorder.sampleLate({ maxPerSecond: 0 });
    const span = startSpan('refused', {}, ROOT_CONTEXT);
    if (!isUnsampledSpan(span)) throw new Error('The span was sampled.');
    expect(ports.lateSampling?.decide(span, FAILURE)).toBeUndefined();
    recorder.sampleLate();
    finish(span, FAILURE);
    expect(recorder.started).toBe(0);
  });

  it('is never exported while late sampling is off', () => {
    ports.lateSampling = undefined;
    expect(() => fail(new Error('lost'))).toThrow('lost');
    expect(recorder.spans).toEqual([]);
  });

  it('has no attribute sampling.late if it is sampled', () => {
    const work = traced('sampled work', () => fail(new Error('seen')));
    expect(work).toThrow('seen');
    expect(recorder.tree()).toBe('sampled work\n  fail');
    for (const { attributes } of recorder.spans)
      expect(attributes['sampling.late']).toBeUndefined();
  });

  it('generates its span ID when it is read first', () => {
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

  it('records nothing', () => {
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

describe('an unsampled local root whose callee is exported', () => {
  function after(outcome: () => void) {
    return traced('work', () => {
      const span = trace.getActiveSpan();
      if (!isUnsampledSpan(span)) throw new Error('The span was sampled.');
      span.rememberExportedCallee();
      outcome();
    });
  }

  it('is exported as well, though all went well', () => {
    after(() => {})();
    expect(recorder.span('work').attributes['sampling.late']).toBe('downstream');
    expect(recorder.span('work').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('names its own failure as the reason', () => {
    const work = after(() => {
      throw new Error('both');
    });
    expect(work).toThrow('both');
    expect(recorder.span('work').attributes['sampling.late']).toBe('error');
  });

  it('spends another budget than failures do', () => {
    recorder.sampleLate({ maxPerSecond: 1, maxDownstreamPerSecond: 5 });
    for (let call = 0; call < 9; call++) after(() => {})();
    expect(recorder.spans).toHaveLength(5);
    expect(() => fail(new Error('first'))).toThrow('first');
    expect(() => fail(new Error('second'))).toThrow('second');
    expect(recorder.spans).toHaveLength(6);
  });

  it('is exported for its own failure when the budget for callees is spent', () => {
    recorder.sampleLate({ maxPerSecond: 1, maxDownstreamPerSecond: 0 });
    const work = after(() => {
      throw new Error('own');
    });
    expect(work).toThrow('own');
    expect(recorder.span('work').attributes['sampling.late']).toBe('error');
  });

  it('is exported although its failure was refused before', () => {
    recorder.sampleLate({ maxPerSecond: 0 });
    const span = startSpan('late', {}, ROOT_CONTEXT);
    if (!isUnsampledSpan(span)) throw new Error('The span was sampled.');
    expect(ports.lateSampling?.decide(span, FAILURE)).toBeUndefined();
    span.rememberExportedCallee();
    expect(ports.lateSampling?.decide(span, NO_FAILURE)).toBe('downstream');
  });
});

describe('late sampling for some reasons alone', () => {
  const waits = traced('waits', () => new Promise((resolve) => setTimeout(resolve, 5)));

  it('exports no slow span if only failures are reasons', async () => {
    recorder.sampleLate({ slow: false, slowMillis: 1 });
    await waits();
    expect(recorder.started).toBe(0);
    expect(() => fail(new Error('bad'))).toThrow('bad');
    expect(recorder.tree()).toBe('fail');
  });

  it('exports no failed span if only slowness is a reason', async () => {
    recorder.sampleLate({ failed: false, slowMillis: 3 });
    expect(() => fail(new Error('bad'))).toThrow('bad');
    expect(recorder.started).toBe(0);
    await waits();
    expect(recorder.tree()).toBe('waits');
  });
});

describe('the questions about an unsampled span', () => {
  it('change nothing', () => {
    const span = startSpan('asked', {}, ROOT_CONTEXT);
    if (!isUnsampledSpan(span)) throw new Error('The span was sampled.');
    span.rememberExportedCallee();
    for (let asked = 0; asked < 3; asked++) {
      expect([span.isCalleeExported, span.isRefused('error'), span.lateReason]).toEqual([
        true,
        false,
        undefined,
      ]);
      expect(span.workMillis).toBeGreaterThanOrEqual(0);
    }
    expect(recorder.started).toBe(0);
  });
});
