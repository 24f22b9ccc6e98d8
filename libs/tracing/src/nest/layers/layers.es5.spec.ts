import { afterAll, expect, it } from '@jest/globals';
import {
  Controller,
  Get,
  type MiddlewareConsumer,
  Module,
  type NestModule,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { instrumentServers } from '#http/server/instrument-servers.js';
import { TracingModule } from '#nest/tracing.module.js';

const recorder = new SpanRecorder();
const stop = instrumentServers([]);
afterAll(stop);

/** Returns the function that a compiler for ES5 makes of a class. */
function es5(name: string, methods: object): Type {
  const constructors = { [name]: function () {} };
  Object.assign(constructors[name]?.prototype as object, methods);
  return constructors[name] as unknown as Type;
}

const OldService = es5('OldService', { find: () => 'found' });
const OldGuard = es5('OldGuard', { canActivate: () => true });

/** A middleware class as a compiler for ES5 leaves it. Nest recognises it by its name and its method. */
function OldMiddleware(): void {}
OldMiddleware.prototype.use = (_request: unknown, _response: unknown, next: () => void): void =>
  next();

it('traces classes that a compiler has made functions of, in every layer', async () => {
  @UseGuards(OldGuard)
  @Controller()
  class OldController {
    constructor(private readonly service: { find(): string }) {}

    @Get()
    find(): string {
      return this.service.find();
    }
  }
  Reflect.defineMetadata('design:paramtypes', [OldService], OldController);
  const layers = { guards: true, middleware: true, providers: true };
  @Module({
    imports: [TracingModule.forRoot({ layers })],
    controllers: [OldController],
    providers: [OldService],
  })
  class OldModule implements NestModule {
    configure(consumer: MiddlewareConsumer): void {
      consumer.apply(OldMiddleware as never).forRoutes('{*path}');
    }
  }
  const app = await NestFactory.create(OldModule, { logger: false });
  await app.listen(0, '127.0.0.1');
  const response = await fetch(await app.getUrl());
  expect(await response.text()).toBe('found');
  await app.close();
  expect(recorder.tree()).toBe(`GET /
  OldMiddleware.use
  OldGuard.canActivate
  OldController.find
    OldService.find`);
});
