import { afterAll, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClsModule, ClsService } from 'nestjs-cls';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { instrumentServers } from '#http/server/instrument-servers.js';
import { TracingModule } from '#nest/tracing.module.js';

const recorder = new SpanRecorder();
const stop = instrumentServers([]);
afterAll(stop);

@Controller()
class TenantController {
  readonly #cls: ClsService;

  constructor(cls: ClsService) {
    this.#cls = cls;
  }

  @Get()
  find(): string {
    return this.#cls.get('tenant');
  }
}
Reflect.defineMetadata('design:paramtypes', [ClsService], TenantController);

const setup = (cls: ClsService): void => cls.set('tenant', 'acme');

@Module({
  imports: [
    ClsModule.forRoot({ global: true, middleware: { mount: true, setup } }),
    TracingModule.forRoot({ layers: { middleware: true } }),
  ],
  controllers: [TenantController],
})
class TenantModule {}

it('traces nestjs-cls, whose middleware is a property, and leaves its context to the handler', async () => {
  const app = await NestFactory.create(TenantModule, { logger: false, abortOnError: false });
  await app.listen(0, '127.0.0.1');
  const response = await fetch(`${await app.getUrl()}/`);
  expect(await response.text()).toBe('acme');
  await app.close();
  expect(recorder.tree()).toBe('GET /\n  ClsMiddleware.use\n  TenantController.find');
});
