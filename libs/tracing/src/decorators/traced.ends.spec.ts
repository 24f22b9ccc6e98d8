import { beforeEach, describe, expect, it } from '@jest/globals';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { type Observable, defer, lastValueFrom } from 'rxjs';
import { SpanRecorder, inRoot } from '../../test/span-recorder.js';
import { Traced } from '#index.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());

/** The state that work observes shortly before its end: the span in which it runs, and how many spans have ended. */
interface Sight {
  readonly active: string | undefined;
  readonly ended: number;
}

async function work(): Promise<Sight> {
  await Promise.resolve();
  const active = trace.getActiveSpan() as ReadableSpan | undefined;
  return { active: active?.name, ended: recorder.spans.length };
}

/** A decorator of an application, whose function is not `async` even if the method below is. */
function Logged(): MethodDecorator {
  return (_target, _key, descriptor: PropertyDescriptor) => {
    const method = descriptor.value as (...args: unknown[]) => unknown;
    descriptor.value = function logged(this: unknown, ...args: unknown[]): unknown {
      return Reflect.apply(method, this, args);
    };
  };
}

class Query implements PromiseLike<Sight> {
  readonly then: Promise<Sight>['then'] = (fulfilled, rejected) => work().then(fulfilled, rejected);
}

class Reports {
  @Traced()
  observable(): Observable<Sight> {
    return defer(work);
  }

  @Traced()
  async *generator(): AsyncGenerator<Sight> {
    yield await work();
  }

  @Traced()
  query(): PromiseLike<Sight> {
    return new Query();
  }

  @Traced()
  promise(): Promise<Sight> {
    return work();
  }

  @Traced()
  @Logged()
  async wrapped(): Promise<Sight> {
    return await work();
  }

  @Traced()
  rejection(): Promise<never> {
    return Promise.reject(new RangeError('out of stock'));
  }

  @Traced()
  sync(): string {
    return 'at once';
  }

  @Traced()
  async sum(): Promise<Sight[]> {
    return [await this.promise(), await this.promise()];
  }
}

const reports = new Reports();

describe('the end of a span', () => {
  it('is the end of the Observable that the method returns, which runs in the span', async () => {
    const seen = await lastValueFrom(reports.observable());
    expect(seen).toEqual({ active: 'Reports.observable', ended: 0 });
    expect(recorder.tree()).toBe('Reports.observable');
  });

  it('is the end of the asynchronous generator, which runs in the span', async () => {
    for await (const seen of reports.generator()) {
      expect(seen).toEqual({ active: 'Reports.generator', ended: 0 });
    }
    expect(recorder.tree()).toBe('Reports.generator');
  });

  it('is the end of the query that the first `then` of a query builder begins', async () => {
    expect(await reports.query()).toEqual({ active: 'Reports.query', ended: 0 });
    expect(recorder.tree()).toBe('Reports.query');
  });

  it('is when the promise of a method settles that is no async function', async () => {
    expect(await reports.promise()).toEqual({ active: 'Reports.promise', ended: 0 });
    expect(recorder.tree()).toBe('Reports.promise');
  });

  it('is when the promise of an async method settles that is below another decorator', async () => {
    expect(await reports.wrapped()).toEqual({ active: 'Reports.wrapped', ended: 0 });
    expect(recorder.tree()).toBe('Reports.wrapped');
  });

  it('has the status and the type of the error with which a method rejects that is no async function', async () => {
    await expect(reports.rejection()).rejects.toThrow(RangeError);
    const { status, attributes } = recorder.span('Reports.rejection');
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'out of stock' });
    expect(attributes['error.type']).toBe('RangeError');
  });

  it('is the return of a synchronous method, which stays synchronous', () => {
    expect(reports.sync()).toBe('at once');
    expect(recorder.tree()).toBe('Reports.sync');
  });
});

describe('the parent of a span', () => {
  it('is the span of the method that made the call, after an await and beside others that run', async () => {
    await inRoot(() => Promise.all([reports.sum(), reports.sum()]));
    const sum = '  Reports.sum\n    Reports.promise\n    Reports.promise';
    expect(recorder.tree()).toBe(['root', sum, sum].join('\n'));
  });
});
