import { beforeEach, describe, expect, it } from '@jest/globals';
import { ForbiddenException, InternalServerErrorException } from '@nestjs/common';
import { ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { QueryFailedError } from 'typeorm';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { recordError } from './record.js';
import { startSpan } from '#span/start-span.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());

function spanOf(error: unknown): ReadableSpan {
  const span = startSpan('work', {});
  recordError(span, error, undefined);
  span.end();
  return recorder.span('work');
}

/** An error as pg throws it: with a message that quotes a value, an SQLSTATE and a severity. */
function databaseError(): Error {
  const error = new Error('invalid input syntax for type integer: "078-05-1120"');
  return Object.assign(error, { code: '22P02', severity: 'ERROR' });
}

describe('recordError', () => {
  it('makes an error the status and records the exception with its frames', () => {
    const { status, attributes, events } = spanOf(new TypeError('no total'));
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'no total' });
    expect(attributes['error.type']).toBe('TypeError');
    expect(events).toEqual([
      expect.objectContaining({
        name: 'exception',
        attributes: {
          'exception.type': 'TypeError',
          'exception.message': 'no total',
          'exception.stacktrace': expect.stringMatching(/^TypeError: no total\n +at /),
        },
      }),
    ]);
  });

  it('names a system error by its code and its exception by the class', () => {
    const { attributes, events } = spanOf(
      Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
    );
    expect(attributes['error.type']).toBe('ECONNREFUSED');
    expect(events[0]?.attributes?.['exception.type']).toBe('Error');
  });

  it('leaves the status of an HTTP exception below 500 alone', () => {
    const { status, attributes, events } = spanOf(new ForbiddenException());
    expect(status.code).toBe(SpanStatusCode.UNSET);
    expect(attributes).toEqual({ 'nestjs.exception.status_code': 403 });
    expect(events).toHaveLength(0);
  });

  it('treats an HTTP exception of 500 or more as an error', () => {
    const { status, attributes } = spanOf(new InternalServerErrorException('down'));
    expect(status.code).toBe(SpanStatusCode.ERROR);
    expect(attributes['error.type']).toBe('InternalServerErrorException');
  });

  it('leaves a cancelled call alone', () => {
    const { status, events } = spanOf(new DOMException('gone', 'AbortError'));
    expect(status.code).toBe(SpanStatusCode.UNSET);
    expect(events).toHaveLength(0);
  });

  it('calls a thrown value that is no error `_OTHER`', () => {
    const { attributes, events } = spanOf(null);
    expect(attributes['error.type']).toBe('_OTHER');
    expect(events[0]?.attributes).toEqual({
      'exception.type': 'object',
      'exception.message': 'null',
    });
  });

  it.each([
    ['pg', databaseError()],
    ['TypeORM', new QueryFailedError('SELECT $1::int', ['078-05-1120'], databaseError())],
  ])('tells of an error of %s its SQLSTATE alone', (_, error) => {
    const span = spanOf(error);
    expect(span.status.message).toBe('SQLSTATE 22P02');
    expect(span.attributes).toEqual({
      'error.type': '22P02',
      'db.response.status_code': '22P02',
    });
    expect(JSON.stringify(span.events)).not.toContain('078-05-1120');
  });

  it.each([
    ['PrismaClientKnownRequestError', 'P2002', 'PrismaClientKnownRequestError P2002'],
    ['MongoServerError', 11000, 'MongoServerError 11000'],
    ['PrismaClientValidationError', undefined, 'PrismaClientValidationError'],
  ])('tells of a %s its code, as its message quotes values', (name, code, message) => {
    const constructor = { [name]: class extends Error {} }[name] ?? Error;
    const error = Object.assign(new constructor('dup key: { ssn: "078-05-1120" }'), { code });
    const { status, events } = spanOf(error);
    expect(status.message).toBe(message);
    expect(JSON.stringify(events)).not.toContain('078-05-1120');
  });

  it('redacts what looks like a credential or like personal data in a message', () => {
    const { status, events } = spanOf(
      new Error('mail to ada@example.com failed: Bearer abc.def, card 4242 4242 4242 4242'),
    );
    expect(status.message).toBe('mail to REDACTED failed: REDACTED, card REDACTED');
    expect(JSON.stringify(events)).not.toMatch(/ada@|abc\.def|4242/);
  });

  it('cuts a long message, and leaves room for the frames beside it', () => {
    const { status, events } = spanOf(new Error('no stock left '.repeat(10_000)));
    expect(status.message).toMatch(/^no stock left .*\.\.\.$/);
    expect(status.message?.length).toBeLessThanOrEqual(8_192);
    const { 'exception.stacktrace': stack } = events[0]?.attributes ?? {};
    expect(stack).toMatch(/^Error: no stock left .*\.\.\.\n {4}at /);
    expect(String(stack).length).toBeLessThanOrEqual(8_192);
  });

  it('cuts a long stack by lines', () => {
    const frame = '\n    at OrdersService.place (orders.service.ts:12:7)';
    const stack = `Error: deep${frame.repeat(1_000)}\nand no frame`;
    const { events } = spanOf(Object.assign(new Error('deep'), { stack }));
    const { 'exception.stacktrace': exported } = events[0]?.attributes ?? {};
    expect(exported).toMatch(
      /^Error: deep(?:\n {4}at OrdersService\.place \(orders\.service\.ts:12:7\))+$/,
    );
    expect(String(exported).length).toBeGreaterThan(8_000);
  });

  it('finds the frames where the message is no longer what the stack begins with', () => {
    const error = new Error('first');
    error.message = 'second';
    const { events } = spanOf(error);
    expect(events[0]?.attributes?.['exception.stacktrace']).toMatch(/^Error: second\n {4}at /);
  });

  it('names no class and no code of more than 128 characters', () => {
    const name = 'Long'.repeat(100);
    class Failure extends Error {}
    Object.defineProperty(Failure, 'name', { value: name });
    const { attributes } = spanOf(Object.assign(new Failure(), { code: 'E'.repeat(1_000) }));
    expect(attributes['error.type']).toBe('...');
    recorder.reset();
    Object.defineProperty(Failure, 'name', { value: 7 });
    expect(spanOf(new Failure()).attributes['error.type']).toBe('_OTHER');
  });

  it('records an error once in a trace, also when it is rethrown as the cause of another', () => {
    const outer = startSpan('outer', {});
    const error = new Error('first');
    const inner = startSpan('inner', {}, trace.setSpan(ROOT_CONTEXT, outer));
    recordError(inner, error, outer);
    recordError(outer, new Error('second', { cause: error }), undefined);
    inner.end();
    outer.end();
    expect(recorder.span('inner').events).toHaveLength(1);
    expect(recorder.span('outer').events).toHaveLength(0);
  });

  it('records an error again in another trace, where it has to be readable too', () => {
    const error = new Error('kept');
    expect(spanOf(error).events).toHaveLength(1);
    recorder.reset();
    expect(spanOf(error).events).toHaveLength(1);
  });

  it('comes to an end with an error whose causes do not', () => {
    class Endless extends Error {
      override get cause(): unknown {
        return new Endless();
      }
    }
    expect(spanOf(new Endless('on and on')).events).toHaveLength(1);
  });
});
