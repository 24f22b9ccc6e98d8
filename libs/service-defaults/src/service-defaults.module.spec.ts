import type { Server } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Body,
  Controller,
  Get,
  Global,
  type INestApplication,
  Inject,
  Module,
  NotFoundException,
  Post,
} from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { z } from 'zod';
import { IdempotencyKey } from './idempotency-key.decorator.js';
import { ServiceDefaultsModule } from './service-defaults.module.js';

const DATABASE = Symbol('DATABASE');
const HOUR_MILLIS = 3_600_000;
const greeting = z.object({ name: z.string('Expected a name') });

@Controller('greetings')
class GreetingsController {
  @Post()
  create(
    @IdempotencyKey() key: string,
    @Body({ schema: greeting }) { name }: z.infer<typeof greeting>,
  ): { key: string; name: string } {
    return { key, name };
  }

  @Get('unknown')
  findOne(): never {
    throw new NotFoundException('Why.', { errorCode: 'GREETING_NOT_FOUND' });
  }

  @Get('slow')
  async findSlowly(): Promise<string> {
    asked.resolve();
    await answered.promise;
    return 'Hello.';
  }

  @Get('broken')
  breakDown(): never {
    throw new Error('password of the database');
  }
}

const asked = Promise.withResolvers<void>();
const answered = Promise.withResolvers<void>();

let app: INestApplication;

/** A service whose database answers with `answer`. */
async function start(answer = () => Promise.resolve()): Promise<string> {
  @Global()
  @Module({
    providers: [{ provide: DATABASE, useValue: { query: answer } }],
    exports: [DATABASE],
  })
  class DatabaseModule {}

  const environment = z.object({});
  const module = await Test.createTestingModule({
    imports: [
      ServiceDefaultsModule.forRoot({ environment, injectDatabase: Inject(DATABASE) }),
      DatabaseModule,
    ],
    controllers: [GreetingsController],
  }).compile();
  app = module.createNestApplication({ logger: false });
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}

function post(url: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/greetings`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body,
  });
}

afterEach(() => app.close());

describe('ServiceDefaultsModule', () => {
  it('answers a body with errors with what is wrong, and where', async () => {
    const url = await start();

    const response = await post(url, '{}', { 'Idempotency-Key': 'key' });

    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: 'Expected a valid request, got one with errors.',
      code: 'VALIDATION_FAILED',
      errors: [{ path: 'name', message: 'Expected a name' }],
    });
  });

  it.each([
    ['a body that is no JSON', '{', 400, 'VALIDATION_FAILED'],
    ['a body that is too large', JSON.stringify('x'.repeat(200_000)), 413, 'BODY_TOO_LARGE'],
  ])('answers %s with a problem', async (_, body, status, code) => {
    const response = await post(await start(), body);

    expect(await response.json()).toMatchObject({ status, code });
  });

  it.each([
    ['/greetings/unknown', 404, 'GREETING_NOT_FOUND'],
    ['/nowhere', 404, 'ROUTE_NOT_FOUND'],
  ])('answers GET %s with %i %s', async (path, status, code) => {
    const response = await fetch(`${await start()}${path}`);

    expect(await response.json()).toMatchObject({ status, code });
  });

  it('does not show the message of an internal error', async () => {
    const response = await fetch(`${await start()}/greetings/broken`);

    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      detail: 'Expected no failure, got one inside the service.',
      code: 'INTERNAL_ERROR',
    });
  });

  it('is live and ready while its database answers', async () => {
    const url = await start();

    const [live, ready] = await Promise.all([
      fetch(`${url}/health/live`),
      fetch(`${url}/health/ready`),
    ]);

    expect([live.status, ready.status]).toEqual([200, 200]);
  });

  it('is live and not ready while its database does not answer', async () => {
    const url = await start(() => Promise.reject(new Error('ECONNREFUSED')));

    const [live, ready] = await Promise.all([
      fetch(`${url}/health/live`),
      fetch(`${url}/health/ready`),
    ]);

    expect(live.status).toBe(200);
    expect(await ready.json()).toMatchObject({ status: 503, code: 'DATABASE_UNAVAILABLE' });
  });
});

describe('ServiceDefaultsModule, when the application stops', () => {
  it('answers the request that runs, and does not wait for its connection to close', async () => {
    const url = await start();
    const server: Server = app.getHttpServer();
    // The connection would stay open for longer than a test may take.
    server.keepAliveTimeout = HOUR_MILLIS;
    const answering = fetch(`${url}/greetings/slow`);
    await asked.promise;

    const closing = app.close();
    while (server.listening) await setImmediate();
    answered.resolve();

    expect(await (await answering).text()).toBe('Hello.');
    await closing;
  });
});

describe('IdempotencyKey', () => {
  it('injects the key', async () => {
    const response = await post(await start(), '{"name":"Ada"}', { 'Idempotency-Key': 'key-1' });

    expect(await response.json()).toEqual({ key: 'key-1', name: 'Ada' });
  });

  it.each([{}, ...['', 'two words', 'x'.repeat(256)].map((key) => ({ 'Idempotency-Key': key }))])(
    'refuses the headers %j, and names the one that is wrong',
    async (headers) => {
      const response = await post(await start(), '{"name":"Ada"}', headers);

      expect(await response.json()).toMatchObject({
        status: 400,
        errors: [{ path: 'idempotency-key' }],
      });
    },
  );
});
