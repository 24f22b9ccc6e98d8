import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { endedSpan } from '../../../test/ended-span.js';
import { type Running, overHttp1 } from '../../../test/http-kinds.js';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { recordFastifyRoutes } from './fastify-routes.js';
import { instrumentServers } from './instrument-servers.js';

const recorder = new SpanRecorder();
let undo: (() => void)[];
let running: Running;

async function start(): Promise<Running> {
  const fastify = new FastifyAdapter().getInstance();
  fastify.register(
    async (plugin) => {
      plugin.get('/:order', async () => 'ok');
      plugin.get('/:order/fails', async () => {
        throw new Error('broken');
      });
    },
    { prefix: '/:version/orders' },
  );
  await fastify.ready();
  return overHttp1(fastify.server, 'http');
}

beforeAll(async () => {
  undo = [instrumentServers([]), recordFastifyRoutes()];
  running = await start();
});
afterEach(() => recorder.reset());
afterAll(async () => {
  for (const step of undo) step();
  await running.close();
});

describe('a request that Fastify routes', () => {
  it.each([
    ['/v1/orders/7', '/:version/orders/:order', 200],
    ['/v1/orders/7/fails', '/:version/orders/:order/fails', 500],
  ])('to %s has the template %s', async (path, route, status) => {
    expect((await running.send({ path })).status).toBe(status);
    const { attributes } = await endedSpan(recorder, `GET ${route}`);
    expect(attributes).toMatchObject({ 'http.route': route, 'url.path': route });
  });

  it('has no template if no route has matched', async () => {
    await running.send({ path: '/v1/nothing' });
    expect((await endedSpan(recorder, 'GET')).attributes).not.toHaveProperty('http.route');
  });

  it('has no template after tracing was removed', async () => {
    undo[1]?.();
    await running.send({ path: '/v1/orders/7' });
    expect(await endedSpan(recorder, 'GET')).not.toHaveProperty(['attributes', 'http.route']);
    undo[1] = recordFastifyRoutes();
  });
});
