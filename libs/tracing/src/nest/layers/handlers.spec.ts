import 'reflect-metadata';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, type MessageEvent, Module, Sse, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { WsAdapter } from '@nestjs/platform-ws';
import { Cron, ScheduleModule, Timeout } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { type Observable, of } from 'rxjs';
import { endedSpan } from '../../../test/ended-span.js';
import { SpanRecorder, inRoot } from '../../../test/span-recorder.js';
import { NoTrace, TracingModule, type TracingModuleOptions } from '#index.js';

/** Returns new classes each time, as those of an earlier application are traced already. */
function shopModule(options: TracingModuleOptions = {}): Type {
  @WebSocketGateway()
  class Gateway {
    @SubscribeMessage('ask')
    onAsk(): void {}
  }

  class Jobs {
    @Timeout(1)
    run(): void {}

    @Cron('0 0 1 1 *')
    @OnEvent('year.ended')
    close(): void {}
  }

  class Listeners {
    @OnEvent('order.placed')
    onPlaced(): void {}

    @NoTrace()
    @OnEvent('order.placed')
    onSecret(): void {}
  }

  @Resolver()
  class ShopResolver {
    @Query(() => String)
    motto(): string {
      return 'open all day';
    }
  }

  @Controller()
  class NewsController {
    @Sse('news')
    news(): Observable<MessageEvent> {
      return of({ data: 'none' });
    }
  }

  @Module({
    imports: [
      TracingModule.forRoot(options),
      ScheduleModule.forRoot(),
      EventEmitterModule.forRoot(),
      GraphQLModule.forRoot<MercuriusDriverConfig>({
        driver: MercuriusDriver,
        autoSchemaFile: true,
      }),
    ],
    controllers: [NewsController],
    providers: [Gateway, Jobs, Listeners, ShopResolver],
  })
  class ShopModule {}
  return ShopModule;
}

type Create = (module: Type) => Promise<NestFastifyApplication>;

const APPLICATIONS: [string, Create][] = [
  [
    'NestFactory.create',
    (module) => NestFactory.create(module, new FastifyAdapter(), { logger: false }),
  ],
  [
    'Test.createTestingModule',
    async (module) => {
      const testing = await Test.createTestingModule({ imports: [module] }).compile();
      return testing.createNestApplication(new FastifyAdapter(), { logger: false });
    },
  ],
];

const recorder = new SpanRecorder();

async function start(create: Create, module: Type): Promise<NestFastifyApplication> {
  const app = await create(module);
  app.useWebSocketAdapter(new WsAdapter(app));
  await app.listen(0, '127.0.0.1');
  return app;
}

describe.each(APPLICATIONS)('in an application by %s', (_, create) => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    app = await start(create, shopModule());
  });
  afterEach(() => recorder.reset());
  afterAll(() => app.close());

  it('a scheduled job is traced', async () => {
    expect((await endedSpan(recorder, 'Jobs.run')).attributes['nestjs.type']).toBe('schedule');
  });

  it('a gateway is traced', async () => {
    const socket = new WebSocket((await app.getUrl()).replace('http', 'ws'));
    await once(socket, 'open');
    socket.send(JSON.stringify({ event: 'ask' }));
    expect((await endedSpan(recorder, 'Gateway.onAsk')).attributes['nestjs.type']).toBe('ws');
    socket.close();
  });

  it('a listener is traced, unless it is marked with @NoTrace()', () => {
    app.get(EventEmitter2).emit('order.placed');
    expect(recorder.tree()).toBe('Listeners.onPlaced');
  });

  it('a listener that is a job as well stays below what emits its event', async () => {
    await inRoot(async () => app.get(EventEmitter2).emit('year.ended'));
    expect(recorder.tree()).toBe('root\n  Jobs.close');
  });

  it('a resolver is traced', async () => {
    await app.inject({ method: 'POST', url: '/graphql', payload: { query: '{ motto }' } });
    expect(recorder.span('ShopResolver.motto').attributes['nestjs.type']).toBe('graphql');
  });

  it('a handler of server-sent events is traced', async () => {
    await app.inject({ url: '/news' });
    expect(recorder.span('NewsController.news').attributes['nestjs.type']).toBe('handler');
  });
});

describe('the option `layers.handlers`', () => {
  afterEach(() => recorder.reset());

  it.each<[string, TracingModuleOptions, string[]]>([
    ['all of them', { layers: { handlers: true } }, ['Listeners.onPlaced']],
    ['none', { layers: { handlers: false } }, []],
    ['those of a selection', { layers: { handlers: { exclude: ['Listeners'] } } }, []],
  ])('traces %s', async (_, options, traced) => {
    const module = await Test.createTestingModule({ imports: [shopModule(options)] }).compile();
    const app = module.createNestApplication(new FastifyAdapter(), { logger: false });
    await app.init();
    app.get(EventEmitter2).emit('order.placed');
    const names = recorder.spans.map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('Listeners.'))).toEqual(traced);
    await app.close();
  });
});
