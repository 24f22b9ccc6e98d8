import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplication, Injectable, type LoggerService, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Cron, Interval, ScheduleModule, Timeout } from '@nestjs/schedule';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { endedSpan } from '../../../test/ended-span.js';
import { SpanRecorder, inRoot } from '../../../test/span-recorder.js';
import { Traced, TracingModule } from '#index.js';

@Injectable()
class Store {
  @Traced()
  async sweep(): Promise<void> {
    await Promise.resolve();
  }
}

const thirdPoll = Promise.withResolvers<void>();

@Injectable()
class Jobs {
  #polls = 0;

  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  @Cron('* * * * * *')
  async tick(): Promise<void> {
    await this.#store.sweep();
  }

  @Interval(5)
  poll(): void {
    this.#polls += 1;
    if (this.#polls === 3) thirdPoll.resolve();
  }

  @Timeout(1)
  async warmUp(): Promise<void> {
    await this.#store.sweep();
  }

  @Timeout(1)
  async fail(): Promise<never> {
    await Promise.resolve();
    throw new RangeError('no space left');
  }

  @Timeout(1)
  @Traced('compact')
  async compact(): Promise<void> {
    await this.#store.sweep();
  }
}

@Module({
  imports: [TracingModule.forRoot(), ScheduleModule.forRoot()],
  providers: [Store, Jobs],
})
class JobsModule {}

class ErrorLog implements LoggerService {
  readonly errors: unknown[] = [];
  readonly log = (): void => {};
  readonly warn = this.log;
  readonly error = (error: unknown): void => void this.errors.push(error);
}

describe('a run of a scheduled job', () => {
  const recorder = new SpanRecorder();
  const logger = new ErrorLog();
  let app: INestApplication;

  // In a span, as the start of an application that is traced itself: its timers are set in there.
  beforeAll(() =>
    inRoot(async () => {
      app = await NestFactory.create(JobsModule, { logger, abortOnError: false });
      await app.init();
    }),
  );
  afterAll(() => app.close());

  function runsOf(name: string): ReadableSpan[] {
    return recorder.spans.filter((span) => span.name === name);
  }

  function expectRoot(run: ReadableSpan | undefined): void {
    expect([run?.kind, run?.parentSpanContext, run?.links]).toEqual([
      SpanKind.INTERNAL,
      undefined,
      [],
    ]);
    const inTrace = recorder.spans.filter(
      (span) => span.spanContext().traceId === run?.spanContext().traceId,
    );
    expect(inTrace.map(({ name }) => name)).not.toContain('root');
  }

  it.each(['Jobs.tick', 'Jobs.warmUp'])('is a trace of its own: %s', async (name) => {
    const run = await endedSpan(recorder, name);
    expectRoot(run);
    expect(run.attributes).toEqual({
      'code.function.name': name,
      'nestjs.type': 'schedule',
      'nestjs.controller': 'Jobs',
      'nestjs.callback': name.slice('Jobs.'.length),
    });
    const children = recorder.spans.filter(
      ({ parentSpanContext }) => parentSpanContext?.spanId === run.spanContext().spanId,
    );
    expect(children.map(({ name }) => name)).toEqual(['Store.sweep']);
  });

  it('is a trace of its own each time that the job runs', async () => {
    await thirdPoll.promise;
    const runs = runsOf('Jobs.poll');
    for (const run of runs) expectRoot(run);
    const traces = new Set(runs.map((run) => run.spanContext().traceId));
    expect(runs.length).toBeGreaterThanOrEqual(2);
    expect(traces.size).toBe(runs.length);
  });

  it('is a trace of its own, with the name that @Traced() gives the job', async () => {
    const run = await endedSpan(recorder, 'compact');
    expectRoot(run);
    expect(run.attributes['nestjs.type']).toBe('schedule');
  });

  it('fails with the error that Nest only logs', async () => {
    const { status, attributes, events } = await endedSpan(recorder, 'Jobs.fail');
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'no space left' });
    expect(attributes['error.type']).toBe('RangeError');
    expect(events).toHaveLength(1);
    expect(logger.errors).toEqual([expect.objectContaining({ message: 'no space left' })]);
  });
});
