import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Context, ROOT_CONTEXT, TraceFlags, logs, trace } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { SettableClock } from '../../test/settable-clock.js';
import { SpanRecorder } from '../../test/span-recorder.js';
import { CallContext } from './call/call-context.js';
import { now, timeOriginOf } from './clock.js';
import { setDefaultExceptionRecord } from './failure/policy.js';
import { recordError } from './failure/record.js';
import { runInSpan } from './call/run-in-span.js';
import { endSpan, startSpan } from './start-span.js';

const HOUR_MILLIS = 3_600_000;

const SET = [
  ['back', -HOUR_MILLIS],
  ['forward', HOUR_MILLIS],
] as const;

const recorder = new SpanRecorder();
let clock: SettableClock;

beforeEach(() => recorder.reset());
afterEach(() => {
  jest.restoreAllMocks();
});

/** The time of the wall clock in milliseconds, with a half as the mean of the fraction that it leaves off. */
const wallTime = (): number => Date.now() + 0.5;

const call = (name: string, root = false) => ({ name, options: { root, attributes: {} } });

const startOf = ({ startTime }: ReadableSpan): number => hrTimeToMilliseconds(startTime);
const endOf = ({ endTime }: ReadableSpan): number => hrTimeToMilliseconds(endTime);

/** Returns how many milliseconds after the start of `root` the span `name` started and ended. */
function timesIn(root: string, name: string): readonly [start: number, end: number] {
  const start = startOf(recorder.span(root));
  const span = recorder.span(name);
  return [startOf(span) - start, endOf(span) - start];
}

describe('now', () => {
  it('never goes back and distinguishes times within a millisecond', () => {
    const times = Array.from({ length: 1_000 }, () => now());
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.some((time) => !Number.isInteger(time))).toBe(true);
    expect(Math.abs(now() - Date.now())).toBeLessThan(5);
  });

  it.each(SET)('follows the wall clock when that is set %s', (_, aheadMillis) => {
    clock = new SettableClock();
    clock.set(aheadMillis);
    expect(now()).toBe(wallTime());
  });

  it('runs on the monotonic clock while the wall clock is about right', () => {
    clock = new SettableClock();
    clock.set(HOUR_MILLIS);
    const before = now();
    clock.set(1);
    clock.pass(0.25);
    expect(now() - before).toBe(0.25);
  });
});

describe.each(SET)('a wall clock that is set %s', (_, aheadMillis) => {
  beforeEach(() => {
    clock = new SettableClock();
  });

  function setInTheMiddle(): void {
    clock.pass(10);
    clock.set(aheadMillis);
    clock.pass(20);
  }

  it('leaves a span alone that is open', () => {
    const start = now();
    const span = startSpan('open', {}, ROOT_CONTEXT);
    setInTheMiddle();
    endSpan(span);
    expect(startOf(recorder.span('open'))).toBe(start);
    expect(timesIn('open', 'open')).toEqual([0, 30]);
  });

  it('leaves alone the duration of a call during which no code read the active span', () => {
    runInSpan(call('call'), setInTheMiddle);
    expect(timesIn('call', 'call')).toEqual([0, 30]);
  });

  it('leaves what is below it in order, however deep', () => {
    runInSpan(call('root'), () => {
      runInSpan(call('child'), () => {
        runInSpan(call('before'), () => clock.pass(1));
        setInTheMiddle();
        runInSpan(call('after'), () => clock.pass(2));
      });
      runInSpan(call('sibling'), () => clock.pass(4));
    });
    expect(timesIn('root', 'before')).toEqual([0, 1]);
    expect(timesIn('root', 'after')).toEqual([31, 33]);
    expect(timesIn('root', 'child')).toEqual([0, 33]);
    expect(timesIn('root', 'sibling')).toEqual([33, 37]);
    expect(timesIn('root', 'root')).toEqual([0, 37]);
  });

  it('leaves the start of a call alone whose span starts later', () => {
    const root = startSpan('root', {}, ROOT_CONTEXT);
    const late = new CallContext(trace.setSpan(ROOT_CONTEXT, root), call('late'));
    setInTheMiddle();
    endSpan(late.start());
    endSpan(root);
    expect(timesIn('root', 'late')).toEqual([0, 30]);
  });

  it('leaves an end alone that was measured before', () => {
    const span = startSpan('open', {}, ROOT_CONTEXT);
    clock.pass(5);
    const endedAt = performance.now();
    setInTheMiddle();
    endSpan(span, endedAt);
    expect(timesIn('open', 'open')).toEqual([0, 5]);
  });

  it('is not the clock of the exceptions of an open span', () => {
    const timestamps: unknown[] = [];
    const logger = { enabled: () => true, emit: timestamps.push.bind(timestamps) };
    logs.setGlobalLoggerProvider({ getLogger: () => logger });
    setDefaultExceptionRecord('both');
    const start = now();
    const span = startSpan('open', {}, ROOT_CONTEXT);
    setInTheMiddle();
    recordError(span, new Error('boom'), undefined);
    endSpan(span);
    setDefaultExceptionRecord('event');
    logs.disable();
    expect(timestamps).toMatchObject([{ timestamp: start + 30 }]);
    expect(recorder.span('open').events.map(({ time }) => hrTimeToMilliseconds(time))).toEqual([
      start + 30,
    ]);
  });

  it.each<[string, Context, boolean]>([
    ['without a parent', ROOT_CONTEXT, false],
    ['as a root', trace.setSpan(ROOT_CONTEXT, startSpan('parent', {}, ROOT_CONTEXT)), true],
    ['with a remote parent', remoteParent(), false],
    ['with a parent of another tracer', foreignParent(), false],
  ])('is the clock of a span that starts after that %s', (_, around, root) => {
    setInTheMiddle();
    runInSpan(call('next', root), () => clock.pass(1), around);
    expect(startOf(recorder.span('next'))).toBe(wallTime() - 1);
  });
});

it('is the clock of every loaded copy of this package', () => {
  const span = startSpan('open', {}, ROOT_CONTEXT);
  const symbol = Symbol.for('@traced/nest clock origin');
  expect(Reflect.get(span, symbol)).toBe(timeOriginOf(span));
  Reflect.set(span, symbol, 7);
  expect(timeOriginOf(startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, span)))).toBe(7);
});

function remoteParent(): Context {
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
}

function foreignParent(): Context {
  return trace.setSpan(ROOT_CONTEXT, trace.getTracer('other').startSpan('foreign'));
}
