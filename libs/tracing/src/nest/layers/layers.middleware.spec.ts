import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { context, createContextKey, trace } from '@opentelemetry/api';
import { UnsampledRecorder } from '../../../test/unsampled-recorder.js';
import { instrumentServers } from '#http/server/instrument-servers.js';
import { TracingModule } from '#nest/tracing.module.js';

const recorder = new UnsampledRecorder();
const stop = instrumentServers([]);
beforeEach(() => recorder.reset());
afterAll(stop);

type Next = () => void;

const TENANT = createContextKey('tenant');

function tenant(_request: unknown, _response: unknown, next: Next): void {
  context.with(context.active().setValue(TENANT, 'acme'), next);
}

/** A middleware that makes a span of its own. */
function manual(_request: unknown, _response: unknown, next: Next): void {
  const span = trace.getTracer('application').startSpan('by hand');
  context.with(trace.setSpan(context.active(), span), next);
  span.end();
}

async function later(_request: unknown, _response: unknown, next: Next): Promise<void> {
  await Promise.resolve();
  next();
}

const RECORDED = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };

/** Returns the tenant that a handler behind these middleware sees. */
async function tenantBehind(
  middleware: unknown[],
  headers: Record<string, string>,
): Promise<string> {
  @Controller()
  class TenantController {
    @Get()
    find(): string {
      return String(context.active().getValue(TENANT));
    }
  }
  @Module({
    imports: [TracingModule.forRoot({ layers: { middleware: true } })],
    controllers: [TenantController],
  })
  class TenantModule implements NestModule {
    configure(consumer: MiddlewareConsumer): void {
      consumer.apply(...(middleware as never[])).forRoutes('{*path}');
    }
  }
  const app = await NestFactory.create(TenantModule, { logger: false });
  await app.listen(0, '127.0.0.1');
  try {
    return await (await fetch(await app.getUrl(), { headers })).text();
  } finally {
    await app.close();
  }
}

class TenantMiddleware {
  use = tenant;
}

describe('what a middleware calls by `next`', () => {
  it.each([
    ['recorded', RECORDED],
    ['not recorded', {}],
  ])(
    'has the context that the middleware gives it, in a request that is %s',
    async (_, headers) => {
      expect(await tenantBehind([tenant], headers)).toBe('acme');
      expect(await tenantBehind([TenantMiddleware, later], headers)).toBe('acme');
      expect(await tenantBehind([later], headers)).toBe('undefined');
    },
  );

  it('is no child of the middleware, whether that gives it a context or not', async () => {
    await tenantBehind([tenant, later, TenantMiddleware], RECORDED);
    expect(recorder.tree()).toBe(`GET /
  tenant
  later
  TenantMiddleware.use
  TenantController.find`);
  });

  it('is a child of a span that the middleware has made itself', async () => {
    await tenantBehind([manual], RECORDED);
    expect(recorder.tree()).toBe(`GET /
  manual
    by hand
      TenantController.find`);
  });
});
