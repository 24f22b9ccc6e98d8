import { setImmediate } from 'node:timers/promises';
import { describe, beforeEach, expect, it } from '@jest/globals';
import { type Context, SpanStatusCode, context, trace } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import { type Observable, lastValueFrom, of } from 'rxjs';
import { collectGarbage } from '../../../test/collect-garbage.js';
import { recordDiagMessages } from '../../../test/diag-messages.js';
import { SpanRecorder, activeSpanName, inRoot } from '../../../test/span-recorder.js';
import type { SpanDescription } from './call-context.js';
import { now } from '#span/clock.js';
import { runInSpan } from './run-in-span.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());

const span = (name: string): SpanDescription => ({ name, options: { attributes: {} } });

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

describe('a call that returns lazy work', () => {
  /** An Observable, and the context of the call that returned it. */
  function watch(look: () => unknown): { readonly watched: Observable<number>; inside: Context } {
    let inside = context.active();
    const watched = runInSpan(span('watch'), () => {
      inside = context.active();
      look();
      return of(7);
    });
    return { watched, inside };
  }
  const noLook = (): void => {};

  it('has no span until the work begins, if no code reads the active span', async () => {
    const { watched } = watch(noLook);
    expect(recorder.started).toBe(0);
    await lastValueFrom(watched);
    expect(recorder.tree()).toBe('watch');
  });

  it('shares one span with the work if the active span is read during the call', async () => {
    const { watched } = watch(() => runInSpan(span('look'), noLook));
    expect(recorder.started).toBe(2);
    await lastValueFrom(watched);
    expect(recorder.tree()).toBe('watch\n  look');
  });

  it('shares one span with the work if the active span is read after the call', async () => {
    const { watched, inside } = watch(noLook);
    context.with(inside, () => runInSpan(span('look'), noLook));
    await inRoot(() => lastValueFrom(watched));
    expect(recorder.tree()).toBe('watch\n  look\nroot');
  });

  it('has the span of the work as its active span once the work has begun', async () => {
    const { watched, inside } = watch(noLook);
    await inRoot(() => lastValueFrom(watched));
    expect(context.with(inside, activeSpanName)).toBe('watch');
    expect([recorder.started, recorder.tree()]).toEqual([2, 'root\n  watch']);
  });

  it('ends its span if the active span was read during the call and the work is garbage', async () => {
    watch(() => trace.getActiveSpan());
    await collectGarbage(() => recorder.spans.length > 0);
    expect([recorder.started, recorder.tree()]).toEqual([1, 'watch']);
  });

  it('ends its span at return, however much later the work is garbage', async () => {
    watch(() => trace.getActiveSpan());
    const returned = now();
    await collectGarbage(() => recorder.spans.length > 0);
    expect(hrTimeToMilliseconds(recorder.span('watch').endTime)).toBeLessThan(returned);
  });

  it('ends its span if the active span was read after the call and the work is garbage', async () => {
    context.with(watch(noLook).inside, () => trace.getActiveSpan());
    await collectGarbage(() => recorder.spans.length > 0);
    expect([recorder.started, recorder.tree()]).toEqual([1, 'watch']);
  });

  it('does not end its span again when finished work is garbage', async () => {
    const messages = recordDiagMessages();
    let isDropped = false;
    const registry = new FinalizationRegistry(() => {
      isDropped = true;
    });
    const complete = async (): Promise<void> => {
      const { watched } = watch(() => trace.getActiveSpan());
      registry.register(watched, undefined);
      await lastValueFrom(watched);
    };
    await complete();
    await collectGarbage(() => isDropped);
    await setImmediate();
    expect([isDropped, messages]).toEqual([true, []]);
  });

  it('has a span of its own for each further time the work is asked for', async () => {
    const { watched } = watch(() => trace.getActiveSpan());
    await lastValueFrom(watched);
    await inRoot(() => lastValueFrom(watched));
    expect(recorder.tree()).toBe('watch\nroot\n  watch');
  });
});
