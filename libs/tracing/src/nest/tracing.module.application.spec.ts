import 'reflect-metadata';
import { types } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type CallHandler,
  Controller,
  type DynamicModule,
  type ExecutionContext,
  Get,
  type INestApplication,
  Injectable,
  type LoggerService,
  Module,
  type NestInterceptor,
  NotFoundException,
  Param,
  type PipeTransform,
  Post,
  Query,
  type Type,
  UploadedFile,
  UseInterceptors,
} from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { FileInterceptor } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { type Observable, map } from 'rxjs';
import { SpanRecorder } from '../../test/span-recorder.js';
import { instrumentServers } from '#http/server/instrument-servers.js';
import { Traced, TracingInterceptor, TracingModule } from '#index.js';

@Traced()
abstract class Shelf {
  find(id: string): string {
    if (id === 'missing') throw new NotFoundException('no such book');
    return this.titleOf(id);
  }

  protected abstract titleOf(id: string): string;
}

@Injectable()
class Novels extends Shelf {
  protected titleOf(id: string): string {
    return `novel ${id}`;
  }
}

abstract class ListController {
  @Get('list')
  list(): string {
    return this.constructor.name;
  }
}

const READERS = ['ada', 'grace', 'joan', 'mary'];

/** A pipe that delays every request until the requests of all readers have arrived. */
class Together implements PipeTransform<string, Promise<string>> {
  #arrived = 0;
  readonly #all = Promise.withResolvers<void>();

  async transform(reader: string): Promise<string> {
    this.#arrived += 1;
    if (this.#arrived === READERS.length) this.#all.resolve();
    await this.#all.promise;
    return reader;
  }
}

@Controller('novels')
class NovelsController extends ListController {
  readonly #novels: Novels;

  constructor(novels: Novels) {
    super();
    this.#novels = novels;
  }

  @Get(':id')
  find(@Param('id') id: string, @Query('reader') _reader?: string): string {
    return this.#novels.find(id);
  }

  @Get('read/together')
  read(@Query('reader', new Together()) reader: string): string {
    return reader;
  }

  @Post('cover')
  @UseInterceptors(FileInterceptor('cover'))
  upload(@UploadedFile() cover: { size: number }): string {
    return this.#novels.find(String(cover.size));
  }
}

@Controller('comics')
class ComicsController extends ListController {}

/** The interceptor of tracing, which records whether it changed `next`. */
class WatchedInterceptor extends TracingInterceptor {
  static readonly changedNext: boolean[] = [];

  override intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { handle } = next;
    const answer = super.intercept(execution, next);
    WatchedInterceptor.changedNext.push(next.handle !== handle);
    return answer;
  }
}

@Controller('poems')
@UseInterceptors(new WatchedInterceptor({}))
class PoemsController extends ListController {}

@Injectable()
class Shouting implements NestInterceptor {
  intercept(_execution: ExecutionContext, next: CallHandler<unknown>): Observable<string> {
    return next.handle().pipe(map((answer) => String(answer).toUpperCase()));
  }
}

const client = new Map<string, string>();
const CLIENT = Symbol('CLIENT');

@Module({
  imports: [
    TracingModule.forRoot({
      attributes: (execution) => ({
        reader: execution.switchToHttp().getRequest<{ query: { reader?: string } }>().query.reader,
      }),
    }),
  ],
  controllers: [NovelsController, ComicsController, PoemsController],
  providers: [
    Novels,
    { provide: APP_INTERCEPTOR, useClass: Shouting },
    { provide: CLIENT, useValue: client },
  ],
})
class LibraryModule {}

type ModuleImports = (Type | DynamicModule)[];

/** A logger of Nest that stores every line. */
class LogLines implements LoggerService {
  readonly lines: string[] = [];
  readonly log = (...words: unknown[]): void => void this.lines.push(words.join(' '));
  readonly error = this.log;
  readonly warn = this.log;
  readonly debug = this.log;
  readonly verbose = this.log;
}

const logger = new LogLines();

async function createApplication(imports: ModuleImports): Promise<INestApplication> {
  const testing = await Test.createTestingModule({ imports }).setLogger(logger).compile();
  return testing.createNestApplication({ logger });
}

const recorder = new SpanRecorder();
let app: INestApplication;
let origin: string;
let restore: () => void;

beforeAll(async () => {
  restore = instrumentServers(['/done']);
  app = await createApplication([LibraryModule]);
  await app.listen(0, '127.0.0.1');
  origin = await app.getUrl();
});
afterEach(() => recorder.reset());
afterAll(async () => {
  await app.close();
  restore();
});

/** Sends a request and waits until its SERVER span has ended, which is so once a later request has been answered. */
async function request(path: string, init: RequestInit = {}): Promise<string> {
  const headers = { ...(init.headers as Record<string, string>), connection: 'close' };
  const response = await fetch(`${origin}${path}`, { ...init, headers });
  const body = await response.text();
  await fetch(`${origin}/done`).then((done) => done.text());
  return body;
}

describe('TracingModule', () => {
  it('makes one span of a handler, of kind INTERNAL', async () => {
    await request('/novels/1');
    expect(recorder.tree()).toBe(
      'GET /novels/:id\n  NovelsController.find\n    Novels.find\n      Novels.titleOf',
    );
    expect(recorder.span('NovelsController.find').kind).toBe(SpanKind.INTERNAL);
  });

  it('sets no attribute of the URL on the span of the handler', async () => {
    await request('/novels/1?reader=ada');
    expect(recorder.span('NovelsController.find').attributes).toEqual({
      'code.function.name': 'NovelsController.find',
      'nestjs.controller': 'NovelsController',
      'nestjs.type': 'handler',
      'nestjs.callback': 'find',
      reader: 'ada',
    });
  });

  it('traces the methods that a provider adds to a class with @Traced(), or overrides', () => {
    expect(new Novels().find('1')).toBe('novel 1');
    expect(recorder.tree()).toBe('Novels.find\n  Novels.titleOf');
  });

  it('makes one span of a handler that several controllers inherit', async () => {
    await request('/comics/list');
    expect(recorder.tree()).toBe('GET /comics/list\n  ComicsController.list');
  });

  it('makes one span of a handler after several applications have started in the process', async () => {
    const second = await createApplication([LibraryModule]);
    await second.close();
    await request('/comics/list');
    expect(recorder.tree()).toBe('GET /comics/list\n  ComicsController.list');
  });

  it('leaves a synchronous handler synchronous', () => {
    expect(app.get(NovelsController).find('1')).toBe('novel 1');
  });

  it('leaves the status of every span of a 404 unset and exports no stack', async () => {
    await request('/novels/missing');
    expect(recorder.spans.map(({ name }) => name).sort()).toEqual([
      'GET /novels/:id',
      'Novels.find',
      'NovelsController.find',
    ]);
    for (const { status, events, attributes } of recorder.spans) {
      expect(status.code).toBe(SpanStatusCode.UNSET);
      expect(events).toHaveLength(0);
      expect(JSON.stringify(attributes)).not.toContain('no such book');
    }
  });

  it('sets the attributes of each request on its own span when requests of one trace run in parallel', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const path = '/novels/read/together?reader=';
    await Promise.all(
      READERS.map((reader) => request(path + reader, { headers: { traceparent } })),
    );
    const handlers = recorder.spans.filter(({ name }) => name === 'NovelsController.read');
    expect(handlers).toHaveLength(READERS.length);
    expect(new Set(handlers.map(({ attributes }) => attributes['reader']))).toEqual(
      new Set(READERS),
    );
  });

  it('passes the active span on to a handler behind FileInterceptor', async () => {
    const body = new FormData();
    body.set('cover', new Blob(['x'.repeat(100_000)]), 'cover.png');
    expect(await request('/novels/cover', { method: 'POST', body })).toBe('NOVEL 100000');
    expect(recorder.tree()).toBe(
      'POST /novels/cover\n  NovelsController.upload\n    Novels.find\n      Novels.titleOf',
    );
  });

  it('lets a global interceptor of the application change the answer', async () => {
    expect(await request('/novels/1')).toBe('NOVEL 1');
  });

  it('leaves providers the objects that they are, and puts no Proxy in their place', () => {
    expect(types.isProxy(app.get(Novels))).toBe(false);
    expect(types.isProxy(app.get(NovelsController))).toBe(false);
    expect(app.get(CLIENT)).toBe(client);
  });

  it('does not change `next` in its interceptor', async () => {
    await request('/poems/list');
    expect(WatchedInterceptor.changedNext).toEqual([false]);
  });

  it('adds no middleware', async () => {
    const layers = await Promise.all([[], [TracingModule.forRoot()]].map(middlewareCount));
    expect(layers[1]).toBe(layers[0]);
  });

  it('logs nothing at start-up', () => {
    const ofNest = / (?:InstanceLoader|RoutesResolver|RouterExplorer|NestApplication)$/;
    expect(logger.lines.length).toBeGreaterThan(0);
    expect(logger.lines.filter((line) => !ofNest.test(line))).toEqual([]);
  });
});

async function middlewareCount(imports: ModuleImports): Promise<number> {
  const application = await createApplication(imports);
  await application.init();
  const { router } = application.getHttpAdapter().getInstance() as { router: { stack: unknown[] } };
  await application.close();
  return router.stack.length;
}
