import 'reflect-metadata';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, type INestApplication, type MessageEvent, Module, Sse } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { SpanStatusCode } from '@opentelemetry/api';
import { Observable, Subject, concat, map, of, throwError } from 'rxjs';
import { endedSpan } from '../../../test/ended-span.js';
import { SpanRecorder, activeSpanName } from '../../../test/span-recorder.js';
import { until } from '../../../test/until.js';
import { instrumentServers } from '#http/server/instrument-servers.js';
import { TracingModule } from '#index.js';

const WARM = new Subject<string>();

@Controller('news')
class NewsController {
  static readonly teardowns: (string | undefined)[] = [];

  @Sse('short')
  short(): Observable<MessageEvent> {
    return of(1, 2, 3).pipe(map((data) => ({ data: String(data) })));
  }

  @Sse('late')
  async late(): Promise<Observable<MessageEvent>> {
    await Promise.resolve();
    return of({ data: 'late' });
  }

  @Sse('endless')
  endless(): Observable<MessageEvent> {
    const forever = new Observable<MessageEvent>(() => () => {
      NewsController.teardowns.push(activeSpanName());
    });
    return concat(of({ data: 'first' }), forever);
  }

  @Sse('warm')
  warm(): Observable<MessageEvent> {
    return WARM.asObservable().pipe(map((data) => ({ data })));
  }

  @Sse('broken')
  broken(): Observable<MessageEvent> {
    return concat(
      of({ data: 'first' }),
      throwError(() => new RangeError('no more paper')),
    );
  }
}

@Module({ imports: [TracingModule.forRoot()], controllers: [NewsController] })
class NewsModule {}

const recorder = new SpanRecorder();
let restore: () => void;

beforeAll(() => {
  restore = instrumentServers([]);
});
afterAll(() => restore());

const ADAPTERS: [string, () => FastifyAdapter | undefined][] = [
  ['Express', () => undefined],
  ['Fastify', () => new FastifyAdapter()],
];

describe.each(ADAPTERS)('the handler of server-sent events on %s', (_, adapter) => {
  let app: INestApplication;
  let leaving: AbortController;

  beforeAll(async () => {
    const testing = await Test.createTestingModule({ imports: [NewsModule] }).compile();
    const http = adapter();
    app = http
      ? testing.createNestApplication(http, { logger: false })
      : testing.createNestApplication({ logger: false });
    await app.listen(0, '127.0.0.1');
  });
  beforeEach(() => {
    leaving = new AbortController();
  });
  afterEach(() => {
    leaving.abort();
    recorder.reset();
  });
  afterAll(() => app.close());

  async function subscribe(name: string): Promise<Response> {
    return fetch(`${await app.getUrl()}/news/${name}`, { signal: leaving.signal });
  }

  /**
   * Waits until `count` spans have ended, and expects that no others
   * have started, as a span that never ends is not recorded.
   */
  async function expectAllEnded(count: number): Promise<void> {
    await until(() => recorder.spans.length === count);
    expect([recorder.started, recorder.spans.length]).toEqual([count, count]);
  }

  it.each(['short', 'late'])('has a span until its Observable has completed: %s', async (name) => {
    await (await subscribe(name)).text();
    const { status } = await endedSpan(recorder, `GET /news/${name}`);
    expect(recorder.tree()).toBe(`GET /news/${name}\n  NewsController.${name}`);
    expect(status.code).toBe(SpanStatusCode.UNSET);
    await expectAllEnded(2);
  });

  it('has a span until the client goes, which is no error', async () => {
    const { body } = await subscribe('endless');
    await body?.getReader().read();
    expect([recorder.started, recorder.spans.length]).toEqual([2, 0]);
    leaving.abort();
    const server = await endedSpan(recorder, 'GET /news/endless');
    const handler = await endedSpan(recorder, 'NewsController.endless');
    expect([server.status.code, handler.status.code]).toEqual([0, 0]);
    await expectAllEnded(2);
    expect(NewsController.teardowns.splice(0)).toEqual(['NewsController.endless']);
  });

  it('has a span for each of its subscribers, all as long as they listen', async () => {
    const readers = await Promise.all(
      ['1', '2', '3'].map(async () => (await subscribe('warm')).body?.getReader()),
    );
    WARM.next('extra');
    await Promise.all(readers.map(async (reader) => reader?.read()));
    expect([recorder.started, recorder.spans.length]).toEqual([6, 0]);
    leaving.abort();
    await expectAllEnded(6);
  });

  it('fails with the error of its Observable', async () => {
    await (await subscribe('broken')).text();
    const { status, events } = await endedSpan(recorder, 'NewsController.broken');
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'no more paper' });
    expect(events).toHaveLength(1);
    await expectAllEnded(2);
  });
});
