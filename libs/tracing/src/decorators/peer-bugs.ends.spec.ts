import { beforeEach, describe, expect, it } from '@jest/globals';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { type Observable, defer, lastValueFrom } from 'rxjs';
import { SpanRecorder, inRoot } from '../../test/span-recorder.js';
import { Traced } from '#index.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());

/** What work sees when it is nearly done: the span it runs in, and how many have ended by then. */
interface Sight {
  readonly active: string | undefined;
  readonly ended: number;
}

async function work(): Promise<Sight> {
  await Promise.resolve();
  const active = trace.getActiveSpan() as ReadableSpan | undefined;
  return { active: active?.name, ended: recorder.spans.length };
}

/** A decorator as applications write them: its method is no `async` function, whatever was below. */
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
  it('is that of the Observable, which runs inside (nestjs-otel 8.1.1, amplication 6.0.0, Sentry 10.75.3 and ddtrace 6.0.0 end it at return, with no span inside)', async () => {
    const seen = await lastValueFrom(reports.observable());
    expect(seen).toEqual({ active: 'Reports.observable', ended: 0 });
    expect(recorder.tree()).toBe('Reports.observable');
  });

  it('is that of the asynchronous generator, which runs inside (nestjs-otel 8.1.1, amplication 6.0.0 and Sentry 10.75.3 end it at return)', async () => {
    for await (const seen of reports.generator()) {
      expect(seen).toEqual({ active: 'Reports.generator', ended: 0 });
    }
    expect(recorder.tree()).toBe('Reports.generator');
  });

  it('is that of a query builder that is a thenable (nestjs-otel 8.1.1, amplication 6.0.0 and ddtrace 6.0.0 end it at return)', async () => {
    expect(await reports.query()).toEqual({ active: 'Reports.query', ended: 0 });
    expect(recorder.tree()).toBe('Reports.query');
  });

  it('is that of the promise of a method that is no async function (amplication 6.0.0 and ddtrace 6.0.0 end it at return)', async () => {
    expect(await reports.promise()).toEqual({ active: 'Reports.promise', ended: 0 });
    expect(recorder.tree()).toBe('Reports.promise');
  });

  it('is that of the promise of an async method below another decorator (amplication 6.0.0 and ddtrace 6.0.0 end it at return)', async () => {
    expect(await reports.wrapped()).toEqual({ active: 'Reports.wrapped', ended: 0 });
    expect(recorder.tree()).toBe('Reports.wrapped');
  });

  it('tells of the rejection of a method that is no async function (amplication 6.0.0 and ddtrace 6.0.0 lose it)', async () => {
    await expect(reports.rejection()).rejects.toThrow(RangeError);
    const { status, attributes } = recorder.span('Reports.rejection');
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'out of stock' });
    expect(attributes['error.type']).toBe('RangeError');
  });

  it('comes at the return of a synchronous method, which stays synchronous (nestjs-core 0.71.0 makes every handler asynchronous)', () => {
    expect(reports.sync()).toBe('at once');
    expect(recorder.tree()).toBe('Reports.sync');
  });
});

describe('the parent of a span', () => {
  it('is the call that made it, after an await and beside others that run (nestjs-otel #165, every span a child of the root)', async () => {
    await inRoot(() => Promise.all([reports.sum(), reports.sum()]));
    const sum = '  Reports.sum\n    Reports.promise\n    Reports.promise';
    expect(recorder.tree()).toBe(['root', sum, sum].join('\n'));
  });
});
