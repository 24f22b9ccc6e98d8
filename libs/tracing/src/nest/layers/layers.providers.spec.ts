import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  Injectable,
  Module,
  type OnApplicationBootstrap,
  type OnModuleInit,
  Scope,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HealthIndicatorService, TerminusModule } from '@nestjs/terminus';
import { Test } from '@nestjs/testing';
import { trace } from '@opentelemetry/api';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { TracingModule } from '#nest/tracing.module.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());

const tick = (): Promise<void> => setTimeout(1);

/** Returns classes that no earlier application has traced. */
function makeModule() {
  @Injectable()
  class PricesService implements OnModuleInit, OnApplicationBootstrap {
    readonly prices = this.load();

    async onModuleInit(): Promise<void> {
      await tick();
      this.load();
    }
    async onApplicationBootstrap(): Promise<void> {
      await tick();
      this.load();
    }
    load(): number[] {
      return [1];
    }
  }
  @Module({
    imports: [TracingModule.forRoot({ layers: { providers: true } }), TerminusModule],
    providers: [
      PricesService,
      { provide: 'SLOW', useFactory: () => tick() },
      { provide: 'FIRST', inject: [PricesService], useFactory: (one: PricesService) => one.load() },
    ],
  })
  class PricesModule implements OnApplicationBootstrap {
    constructor(readonly service: PricesService) {}
    async onApplicationBootstrap(): Promise<void> {
      await tick();
      this.service.load();
    }
  }
  return { PricesModule, PricesService };
}

describe('providers, while an application starts', () => {
  it('make no spans without an active span, and make them once it has started', async () => {
    const { PricesModule, PricesService } = makeModule();
    const app = await NestFactory.createApplicationContext(PricesModule, { logger: false });
    expect(recorder.spans).toEqual([]);
    expect(Object.keys(app.get(PricesModule))).toEqual(['service']);
    app.get(PricesService).load();
    await app.close();
    expect(recorder.tree()).toBe('PricesService.load');
  });

  it('make spans in a testing module once it is initialised', async () => {
    const { PricesModule, PricesService } = makeModule();
    const module = await Test.createTestingModule({ imports: [PricesModule] }).compile();
    module.get(PricesService).load();
    expect(recorder.spans).toEqual([]);
    await module.init();
    module.get(PricesService).load();
    await module.close();
    expect(recorder.tree()).toBe('PricesService.load');
  });

  it('make spans below an active span', async () => {
    const { PricesModule } = makeModule();
    await trace.getTracer('test').startActiveSpan('start', async (span) => {
      await (await NestFactory.createApplicationContext(PricesModule, { logger: false })).close();
      span.end();
    });
    expect(recorder.tree()).toBe(`start${'\n  PricesService.load'.repeat(3)}`);
  });

  it('make spans once an application has started whose root module is made for each request', async () => {
    const { PricesModule, PricesService } = makeModule();
    @Injectable({ scope: Scope.REQUEST })
    class PerRequest {}
    @Module({ imports: [PricesModule], providers: [PerRequest] })
    class RootModule {
      constructor(readonly perRequest: PerRequest) {}
    }
    const app = await NestFactory.createApplicationContext(RootModule, { logger: false });
    expect(recorder.spans).toEqual([]);
    app.get(PricesService, { strict: false }).load();
    await app.close();
    expect(recorder.tree()).toBe('PricesService.load');
  });

  it('are those that modules of the application declare, unless they are included by name', async () => {
    const { PricesModule } = makeModule();
    const app = await NestFactory.createApplicationContext(PricesModule, { logger: false });
    app.get(HealthIndicatorService).check('one');
    await app.close();
    expect(recorder.spans).toEqual([]);
    @Module({
      imports: [
        TracingModule.forRoot({ layers: { providers: { include: [HealthIndicatorService] } } }),
        TerminusModule,
      ],
    })
    class NamingModule {}
    const naming = await NestFactory.createApplicationContext(NamingModule, { logger: false });
    naming.get(HealthIndicatorService).check('one');
    await naming.close();
    expect(recorder.tree()).toBe('HealthIndicatorService.check');
  });
});
