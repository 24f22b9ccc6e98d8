import { describe, beforeEach, expect, it } from '@jest/globals';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { SpanRecorder } from '../../test/span-recorder.js';
import type { CallSpan } from './call-context.js';
import { runInSpan } from './run-in-span.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());

const span = (name: string): CallSpan => ({ name, options: { attributes: {} } });

class SubclassedPromise<T> extends Promise<T> {}

const thrownValues = [new Error('boom'), null, undefined, 'text', 0, { reason: 'odd' }];

describe('runInSpan', () => {
  it('returns what the function returns and ends the span at once', () => {
    const value = {};
    expect(runInSpan(span('sync'), () => value)).toBe(value);
    expect(recorder.span('sync').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('makes the span active while the function runs, across awaits', async () => {
    const inside = await runInSpan(span('active'), async () => {
      await Promise.resolve();
      return trace.getActiveSpan()?.spanContext();
    });
    expect(inside).toEqual(recorder.span('active').spanContext());
    expect(trace.getActiveSpan()).toBeUndefined();
  });

  it('ends the span once the promise has settled, before the caller goes on', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const result = runInSpan(span('async'), () => promise);
    expect(recorder.spans).toHaveLength(0);
    resolve('done');
    await expect(result).resolves.toBe('done');
    expect(recorder.spans).toHaveLength(1);
  });

  it('keeps the class of the promise', () => {
    const result = runInSpan(span('promise'), () => SubclassedPromise.resolve(1));
    expect(result).toBeInstanceOf(SubclassedPromise);
  });

  it.each(thrownValues)('throws %p unchanged and ends the span as ERROR', (thrown) => {
    let caught: unknown = 'nothing';
    try {
      runInSpan(span('throws'), () => {
        throw thrown;
      });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBe(thrown);
    expect(recorder.span('throws').status.code).toBe(SpanStatusCode.ERROR);
  });

  it.each(thrownValues)('rejects with %p unchanged and ends the span as ERROR', async (thrown) => {
    const result = runInSpan(span('rejects'), () => Promise.reject(thrown));
    await expect(result).rejects.toBe(thrown);
    expect(recorder.span('rejects').status.code).toBe(SpanStatusCode.ERROR);
  });

  it.each(thrownValues)('records %p once, on the innermost span', (thrown) => {
    const inner = (): never =>
      runInSpan(span('inner'), () => {
        throw thrown;
      });
    let caught: unknown = 'nothing';
    try {
      runInSpan(span('outer'), inner);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBe(thrown);
    expect(recorder.span('inner').events).toHaveLength(1);
    expect(recorder.span('outer').events).toHaveLength(0);
    expect(recorder.span('outer').status.code).toBe(SpanStatusCode.ERROR);
  });
});
