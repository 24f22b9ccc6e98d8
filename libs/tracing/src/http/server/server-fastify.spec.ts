import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { endedSpan } from '../../../test/ended-span.js';
import { type Running, overHttp1, overHttp2 } from '../../../test/http-kinds.js';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { TLS } from '../../../test/tls.js';
import { instrumentServers } from './instrument-servers.js';

const recorder = new SpanRecorder();
let restore: () => void;

beforeAll(() => {
  restore = instrumentServers(['/health']);
});
afterEach(() => recorder.reset());
afterAll(() => restore());

describe.each([
  ['http', overHttp1, {}],
  ['https', overHttp1, { https: TLS }],
  ['h2c', overHttp2, { http2: true as const }],
  ['h2', overHttp2, { http2: true as const, https: TLS }],
])('Fastify by %s', (_, over, options) => {
  let running: Running;

  beforeAll(async () => {
    const fastify = new FastifyAdapter(options).getInstance();
    fastify.post('/orders', async ({ body }) => ({
      body,
      traceId: trace.getActiveSpan()?.spanContext().traceId,
    }));
    fastify.get('/broken', async () => {
      throw new Error('broken');
    });
    fastify.get('/stream', async (_, reply) => reply.send(Readable.from(['one', 'two'])));
    await fastify.ready();
    running = await over(fastify.server, 'https' in options ? 'https' : 'http');
  });
  afterAll(() => running.close());

  it('runs handlers within the SERVER span, after it has read the body', async () => {
    const { body } = await running.send({
      method: 'POST',
      path: '/orders',
      headers: { 'content-type': 'application/json' },
      body: ['{"id":', '7}'],
    });
    const span = await endedSpan(recorder, 'POST');
    expect(JSON.parse(body)).toEqual({ body: { id: 7 }, traceId: span.spanContext().traceId });
    expect(span.attributes['http.response.status_code']).toBe(200);
  });

  it('ends a span as ERROR if its handler throws', async () => {
    await running.send({ path: '/broken' });
    expect((await endedSpan(recorder, 'GET')).status.code).toBe(SpanStatusCode.ERROR);
  });

  it('ends the span of a streamed response as complete', async () => {
    expect((await running.send({ path: '/stream' })).body).toBe('onetwo');
    const { attributes } = await endedSpan(recorder, 'GET');
    expect(attributes).not.toHaveProperty('nestjs.request.aborted');
  });
});
