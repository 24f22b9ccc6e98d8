import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InternalServerErrorException, NotFoundException } from '@nestjs/common';
import {
  type LogRecord,
  type Logger,
  type LoggerProvider,
  SeverityNumber,
  SpanStatusCode,
  logs,
  trace,
} from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { recordDiagMessages } from '../../../test/diag-messages.js';
import { SpanRecorder } from '../../../test/span-recorder.js';
import {
  type ErrorClass,
  type ExceptionRecord,
  setDefaultExceptionRecord,
  setErrorPolicy,
} from './policy.js';
import { runInSpan } from '#span/call/run-in-span.js';

/** Collects the log records of this process, as a logging SDK would. */
class LogRecorder implements LoggerProvider, Logger {
  readonly records: LogRecord[] = [];

  constructor(private readonly takesRecords = true) {}

  getLogger(): Logger {
    return this;
  }

  enabled(): boolean {
    return this.takesRecords;
  }

  emit(record: LogRecord): void {
    this.records.push(record);
  }
}

const recorder = new SpanRecorder();
const warnings = recordDiagMessages();

beforeEach(() => {
  recorder.reset();
  warnings.splice(0);
});
afterEach(() => {
  setErrorPolicy({});
  setDefaultExceptionRecord('event');
  logs.disable();
});

const span = (name: string) => ({ name, options: { attributes: {} } });

function throwIn(name: string, error: Error): never {
  return runInSpan(span(name), () => {
    throw error;
  });
}

/** Returns the span through which `error` was thrown. */
function spanOf(error: Error): ReadableSpan {
  expect(() => throwIn('work', error)).toThrow(error);
  return recorder.span('work');
}

function recordLogs(takesRecords?: boolean): LogRecorder {
  const provider = new LogRecorder(takesRecords);
  logs.setGlobalLoggerProvider(provider);
  return provider;
}

const broken = (): never => {
  throw new Error('the policy is broken');
};

/** Rejects, as an asynchronous policy might. */
const late = async (): Promise<never> => {
  throw new Error('the policy is broken');
};

class OutOfStock extends Error {}

describe('`classify` of the error policy', () => {
  it.each<[ErrorClass, Error, SpanStatusCode, number]>([
    ['error', new NotFoundException(), SpanStatusCode.ERROR, 1],
    ['expected', new OutOfStock(), SpanStatusCode.UNSET, 0],
    ['expected', new InternalServerErrorException(), SpanStatusCode.UNSET, 0],
    ['cancelled', new OutOfStock(), SpanStatusCode.UNSET, 0],
  ])('makes %p of %p', (errorClass, error, code, exceptions) => {
    setErrorPolicy({ classify: () => errorClass });
    const { status, events } = spanOf(error);
    expect(status.code).toBe(code);
    expect(events).toHaveLength(exceptions);
  });

  it.each([null, 'text', 7])('gets %p if that is thrown', async (thrown) => {
    const seen: unknown[] = [];
    setErrorPolicy({ classify: (error) => void seen.push(error) });
    const rejecting = runInSpan(span('work'), () => Promise.reject(thrown));
    await expect(rejecting).rejects.toBe(thrown);
    expect(seen).toEqual([thrown]);
  });

  it('exports the status code of an exception that is expected', () => {
    setErrorPolicy({ classify: () => 'expected' });
    const { attributes } = spanOf(new InternalServerErrorException());
    expect(attributes).toEqual({ 'nestjs.exception.status_code': 500 });
  });

  it('leaves values that it does not classify to the default', () => {
    setErrorPolicy({
      classify: (error) => (error instanceof OutOfStock ? 'expected' : undefined),
    });
    expect(spanOf(new NotFoundException()).status.code).toBe(SpanStatusCode.UNSET);
    recorder.reset();
    expect(spanOf(new RangeError()).status.code).toBe(SpanStatusCode.ERROR);
  });

  it('leaves to the default what it answers with no known class, or with a promise, whose rejection is handled', async () => {
    for (const classify of [late, () => 'fine', () => true]) {
      recorder.reset();
      setErrorPolicy({ classify: classify as never });
      expect(spanOf(new NotFoundException()).status.code).toBe(SpanStatusCode.UNSET);
    }
    await turn();
  });

  it('costs a warning if it throws, and the default applies', () => {
    setErrorPolicy({ classify: broken });
    expect(spanOf(new NotFoundException()).status.code).toBe(SpanStatusCode.UNSET);
    recorder.reset();
    expect(spanOf(new RangeError('empty')).status).toEqual({
      code: SpanStatusCode.ERROR,
      message: 'empty',
    });
    expect(warnings).toEqual(['The option `errors.classify` threw.']);
  });
});

describe('`message` of the error policy', () => {
  it('is the text of the status, of the exception and of its stack', () => {
    setErrorPolicy({ message: (error) => `a ${(error as Error).name}` });
    const { status, events } = spanOf(new RangeError('shelf of 078-05-1120'));
    expect(status.message).toBe('a RangeError');
    expect(events[0]?.attributes).toMatchObject({
      'exception.message': 'a RangeError',
      'exception.stacktrace': expect.stringMatching(/^RangeError: a RangeError\n\s+at /),
    });
    expect(JSON.stringify(events)).not.toContain('078-05-1120');
  });

  it('exports only the type and the frames if it returns none', () => {
    setErrorPolicy({ message: () => undefined });
    const { status, attributes, events } = spanOf(new RangeError('shelf of 078-05-1120'));
    expect(status).toEqual({ code: SpanStatusCode.ERROR });
    expect(attributes).toEqual({ 'error.type': 'RangeError' });
    expect(events[0]?.attributes).toEqual({
      'exception.type': 'RangeError',
      'exception.stacktrace': expect.stringMatching(/^RangeError\n\s+at /),
    });
  });

  it('removes every line of the message, even one that looks like a frame', () => {
    setErrorPolicy({ message: () => undefined });
    const { events } = spanOf(new RangeError('refused\n    at 078-05-1120\nagain'));
    expect(JSON.stringify(events)).not.toMatch(/refused|078-05-1120|again/);
  });

  it('is redacted as well', () => {
    setErrorPolicy({ message: () => 'mail to ada@example.com' });
    expect(spanOf(new RangeError()).status.message).toBe('mail to REDACTED');
  });

  it('takes the place of the SQLSTATE of a database error', () => {
    setErrorPolicy({ message: () => 'the query failed' });
    const error = Object.assign(new Error('"078-05-1120"'), { code: '22P02', severity: 'ERROR' });
    const { status, attributes } = spanOf(error);
    expect(status.message).toBe('the query failed');
    expect(attributes['db.response.status_code']).toBe('22P02');
  });

  it('exports none for a promise, whose rejection is handled', async () => {
    setErrorPolicy({ message: late as never });
    expect(spanOf(new OutOfStock('none left')).status).toEqual({ code: SpanStatusCode.ERROR });
    await turn();
  });

  it('costs a warning if it throws, and the default applies', () => {
    setErrorPolicy({ message: broken });
    expect(spanOf(new RangeError('empty')).status.message).toBe('empty');
    expect(warnings).toEqual(['The option `errors.message` threw.']);
  });

  it('counts as none if it is no text', () => {
    setErrorPolicy({ message: () => ({ code: 7 }) as never });
    const { status, attributes, events } = spanOf(new RangeError('empty'));
    expect(status).toEqual({ code: SpanStatusCode.ERROR });
    expect(attributes).toEqual({ 'error.type': 'RangeError' });
    expect(events).toHaveLength(1);
  });
});

describe('`record` of the error policy', () => {
  it.each<[ExceptionRecord, number, number]>([
    ['event', 1, 0],
    ['log', 0, 1],
    ['both', 1, 1],
    ['none', 0, 0],
  ])('%p makes %p events and %p log records', (record, eventCount, logCount) => {
    const { records } = recordLogs();
    setErrorPolicy({ record });
    const { status, attributes, events } = spanOf(new RangeError('empty'));
    expect([events.length, records.length]).toEqual([eventCount, logCount]);
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'empty' });
    expect(attributes['error.type']).toBe('RangeError');
  });

  it('puts into a log record what an event would hold, in the context of the span', () => {
    const { records } = recordLogs();
    setErrorPolicy({ record: 'both' });
    const failed = spanOf(new RangeError('mail to ada@example.com'));
    const [{ context, timestamp, ...record } = {} as LogRecord] = records;
    expect(record).toEqual({
      eventName: 'exception',
      severityNumber: SeverityNumber.ERROR,
      attributes: failed.events[0]?.attributes,
    });
    expect(record.attributes).toMatchObject({ 'exception.message': 'mail to REDACTED' });
    expect(context && trace.getSpanContext(context)).toEqual(failed.spanContext());
    expect(Math.abs(Number(timestamp) - Date.now())).toBeLessThan(10_000);
  });

  it('records a failure once in logs too, by the innermost span', () => {
    const { records } = recordLogs();
    setErrorPolicy({ record: 'log' });
    const outer = (): never => runInSpan(span('outer'), () => throwIn('inner', new RangeError()));
    expect(outer).toThrow(RangeError);
    expect(records.map(({ context }) => context && trace.getSpanContext(context))).toEqual([
      recorder.span('inner').spanContext(),
    ]);
  });

  it.each<ExceptionRecord>(['log', 'both'])(
    'makes an event of %p while there is no logger provider',
    (record) => {
      setErrorPolicy({ record });
      expect(spanOf(new RangeError('empty')).events).toHaveLength(1);
    },
  );

  it('makes an event of `log` where the logger takes no records', () => {
    const { records } = recordLogs(false);
    setErrorPolicy({ record: 'log' });
    expect(spanOf(new RangeError('empty')).events).toHaveLength(1);
    expect(records).toEqual([]);
  });

  it('is what the environment says unless the policy says otherwise', () => {
    const { records } = recordLogs();
    setDefaultExceptionRecord('log');
    expect(spanOf(new RangeError()).events).toHaveLength(0);
    expect(records).toHaveLength(1);
    recorder.reset();
    setErrorPolicy({ record: 'event' });
    expect(spanOf(new RangeError()).events).toHaveLength(1);
    expect(records).toHaveLength(1);
  });
});
