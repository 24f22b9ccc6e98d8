import 'reflect-metadata';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type CanActivate,
  Controller,
  type DynamicModule,
  Get,
  type INestApplication,
  type INestMicroservice,
  Inject,
  Module,
} from '@nestjs/common';
import {
  ClientProxy,
  ClientProxyFactory,
  MessagePattern,
  type MicroserviceOptions,
  Transport,
} from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import type { Observable } from 'rxjs';
import { endedSpan } from '../../../test/ended-span.js';
import { SpanRecorder, activeSpanName } from '../../../test/span-recorder.js';
import { instrumentServers } from '#http/server/instrument-servers.js';
import { TracingModule } from '#index.js';

const host = '127.0.0.1';
const tcp = { transport: Transport.TCP, options: { host, port: 0 } } as const;

class Everybody implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

@Controller()
class PingController {
  @MessagePattern('ping')
  ping(): string | undefined {
    return activeSpanName();
  }
}

function fail(): never {
  throw new Error('was touched');
}

/** A Proxy that has a function for every name, as some clients do. */
const remote = new Proxy({}, { get: () => fail });
const unlistable = new Proxy({}, { ownKeys: fail });

@Module({
  imports: [TracingModule.forRoot({ layers: { guards: true } })],
  controllers: [PingController],
  providers: [
    { provide: 'REMOTE', useValue: { remote } },
    { provide: 'UNLISTABLE', useValue: unlistable },
  ],
})
class PingModule {}

function portOf(service: INestMicroservice): number {
  return (service.unwrap<Server>().address() as AddressInfo).port;
}

describe('a message', () => {
  const recorder = new SpanRecorder();
  const opened: { close(): unknown }[] = [];

  afterEach(async () => {
    for (const one of opened.toReversed()) await one.close();
    opened.length = 0;
    recorder.reset();
  });

  async function createHybrid(): Promise<INestApplication> {
    const testing = await Test.createTestingModule({ imports: [PingModule] }).compile();
    const app = testing.createNestApplication({ logger: false });
    opened.push(app);
    return app;
  }

  /** Returns a module that asks the service on `port` for each HTTP request. */
  function askingModule(port: number): DynamicModule {
    @Controller('ask')
    class AskController {
      readonly #client: ClientProxy;

      constructor(@Inject('PING') client: ClientProxy) {
        this.#client = client;
      }

      @Get()
      ask(): Observable<string> {
        return this.#client.send('ping', {});
      }
    }
    @Module({})
    class AskModule {}
    return {
      module: AskModule,
      imports: [TracingModule.forRoot()],
      controllers: [AskController],
      providers: [
        {
          provide: 'PING',
          useFactory: () => ClientProxyFactory.create({ ...tcp, options: { host, port } }),
        },
      ],
    };
  }

  /** Sends a message from an application that does so while it serves an HTTP request, and returns the answer. */
  async function ask(port: number): Promise<string> {
    const testing = await Test.createTestingModule({ imports: [askingModule(port)] }).compile();
    const app = testing.createNestApplication({ logger: false });
    opened.push(app);
    const restore = instrumentServers([]);
    opened.push({ close: restore });
    await app.listen(0, host);
    const response = await fetch(`${await app.getUrl()}/ask`, { headers: { connection: 'close' } });
    await endedSpan(recorder, 'GET /ask');
    return response.text();
  }

  const TREE = ['GET /ask', '  AskController.ask', '    PingController.ping'];

  it('is traced in a hybrid application', async () => {
    const app = await createHybrid();
    const service = app.connectMicroservice<MicroserviceOptions>(tcp);
    await app.startAllMicroservices();
    expect(await ask(portOf(service))).toBe('PingController.ping');
    expect(recorder.tree()).toBe(TREE.join('\n'));
  });

  it('is traced in a hybrid application that hands its configuration on', async () => {
    const app = await createHybrid();
    app.useGlobalGuards(new Everybody());
    const service = app.connectMicroservice<MicroserviceOptions>(tcp, { inheritAppConfig: true });
    await app.init();
    await app.startAllMicroservices();
    await ask(portOf(service));
    expect(recorder.tree()).toBe(
      [...TREE.slice(0, 2), '    Everybody.canActivate', TREE[2]].join('\n'),
    );
  });

  it('is traced in a microservice of a testing module', async () => {
    const testing = await Test.createTestingModule({ imports: [PingModule] }).compile();
    const service = testing.createNestMicroservice<MicroserviceOptions>({ ...tcp, logger: false });
    opened.push(service);
    await service.listen();
    await ask(portOf(service));
    expect(recorder.tree()).toBe(TREE.join('\n'));
  });
});
