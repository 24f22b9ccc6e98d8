import { once } from 'node:events';
import { type ServerResponse, createServer, request } from 'node:http';
import net, { type AddressInfo, type Server, type Socket, connect } from 'node:net';
import http2, { type OutgoingHttpHeaders } from 'node:http2';
import { text } from 'node:stream/consumers';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { endedSpan } from '../../../test/ended-span.js';
import { HTTP_KINDS, type Running, overHttp1, overHttp2 } from '../../../test/http-kinds.js';
import { SettableClock } from '../../../test/settable-clock.js';
import { UnsampledRecorder } from '../../../test/unsampled-recorder.js';
import { until } from '../../../test/until.js';
import { ports } from '#span/ports.js';
import { setHttpRoute } from '#span/context/server-context.js';
import { instrumentHttpClients } from '#http/client/instrument-http-clients.js';
import { instrumentServers } from './instrument-servers.js';
import { instrumentUndici } from '#http/client/instrument-undici.js';

const recorder = new UnsampledRecorder();
let restore: (() => void)[];
let clock: SettableClock;

beforeAll(() => {
  restore = [instrumentServers([]), instrumentUndici(), instrumentHttpClients()];
});
beforeEach(() => {
  recorder.sampleLate();
  clock = new SettableClock();
});
afterEach(() => {
  jest.restoreAllMocks();
  recorder.reset();
  ports.traceResponseHeader = false;
});
afterAll(() => {
  for (const undo of restore) undo();
});

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const CALLER = { traceparent: `00-${TRACE_ID}-b7ad6b7169203331-00` };

describe.each(HTTP_KINDS)('an unsampled request over %s', (_name, _scheme, _version, start) => {
  let running: Running;
  /** Resolves once a request waits for its body. */
  const reading = Promise.withResolvers<void>();

  beforeAll(async () => {
    running = await start(async ({ path, respond, response, request }) => {
      const body = text(request);
      if (path === '/read') reading.resolve();
      if (path === '/read' || path === '/slow') await body;
      const { pathname } = new URL(path, 'http://spec');
      setHttpRoute(`/route${pathname}`);
      if (pathname === '/slow') clock.pass(30);
      respond(Number(pathname.slice(1)) || 200);
      if (pathname === '/stream') clock.pass(30);
      response.end('body');
    });
  });
  afterAll(() => running.close());

  it('is not exported if it is answered with a status below 500', async () => {
    for (const status of [200, 302, 404, 422]) {
      const answer = await running.send({ path: `/${status}`, headers: CALLER });
      expect(answer.status).toBe(status);
      expect(answer.headers).not.toHaveProperty('traceresponse');
    }
    expect(recorder.started).toBe(0);
  });

  it('is exported if it fails, and its response says so', async () => {
    const answer = await running.send({ path: '/503?secret=1', headers: CALLER });
    expect(answer).toMatchObject({ status: 503, body: 'body' });
    const span = await endedSpan(recorder, 'GET /route/503');
    const { spanId, traceId } = span.spanContext();
    expect(traceId).toBe(TRACE_ID);
    expect(answer.headers['traceresponse']).toBe(`00-${TRACE_ID}-${spanId}-01`);
    expect(span).toMatchObject({
      kind: SpanKind.SERVER,
      parentSpanContext: { spanId: 'b7ad6b7169203331', isRemote: true },
      status: { code: SpanStatusCode.ERROR },
      attributes: {
        'sampling.late': 'error',
        'error.type': '503',
        'http.response.status_code': 503,
        'http.request.method': 'GET',
        'network.protocol.version': _version,
        'client.address': '127.0.0.1',
      },
    });
  });

  it('is exported if it is slow to answer', async () => {
    recorder.sampleLate({ slowMillis: 20 });
    const answer = await running.send({ path: '/slow' });
    const span = await endedSpan(recorder, 'GET /route/slow');
    expect(span.attributes['sampling.late']).toBe('slow');
    expect(answer.headers['traceresponse']).toContain(span.spanContext().spanId);
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
  });

  it('is not slow because its response body takes long', async () => {
    recorder.sampleLate({ slowMillis: 20 });
    expect(await running.send({ path: '/stream' })).toMatchObject({ body: 'body' });
    await running.send({ path: '/200' });
    expect(recorder.started).toBe(0);
  });

  it('is not slow because its client takes long to send a body', async () => {
    recorder.sampleLate({ slowMillis: 500 });
    async function* lateBody() {
      yield 'first';
      await reading.promise;
      clock.pass(600);
      yield 'last';
    }
    const answer = await running.send({ method: 'POST', path: '/read', body: lateBody() });
    expect(answer.status).toBe(200);
    expect(recorder.started).toBe(0);
  });

  it('is slow if its work takes long after the body has arrived', async () => {
    recorder.sampleLate({ slowMillis: 20 });
    await running.send({ method: 'POST', path: '/slow', body: ['a'] });
    const span = await endedSpan(recorder, 'POST /route/slow');
    expect(span.attributes['sampling.late']).toBe('slow');
  });

  it('has its span in the traceresponse of every response if the application wants that', async () => {
    ports.traceResponseHeader = true;
    const { headers } = await running.send({ path: '/200', headers: CALLER });
    expect(headers['traceresponse']).toMatch(new RegExp(`^00-${TRACE_ID}-[\\da-f]{16}-00$`));
    expect(recorder.started).toBe(0);
  });
});

describe('an unsampled request', () => {
  let running: Running;
  let callee: Server;
  let calleeOrigin: string;
  let answerOfCallee: (traceId: string) => string | undefined;

  /** Calls, and turns the failure that comes back into an answer of its own. */
  async function turn(by: string, response: ServerResponse): Promise<void> {
    if (by === 'fetch') await fetch(calleeOrigin);
    else await once(request(calleeOrigin).end(), 'response');
    response.writeHead(402).end();
  }

  const routes: Record<string, (response: ServerResponse) => unknown> = {
    '/own': (response) => response.setHeader('TraceResponse', 'own').writeHead(500).end(),
    '/list': (response) => response.writeHead(500, ['x-list', 'a', 'x-list', 'b']).end(),
    '/twice': (response) => {
      try {
        response.writeHead(99);
      } catch {
        response.writeHead(500, 'Oh', { 'x-a': 'b' }).end();
      }
    },
    '/again': (response) => {
      response.writeHead(500);
      try {
        response.writeHead(500);
      } catch (error) {
        response.end(String(error));
      }
    },
    '/hooked': (response) => response.end(String(Object.hasOwn(response, 'writeHead'))),
    '/destroy': (response) => response.destroy(new Error('given up')),
    '/wait': (response) => response.writeContinue(),
    '/fetch': (response) => turn('fetch', response),
    '/node:http': (response) => turn('node:http', response),
  };

  beforeAll(async () => {
    callee = net.createServer((socket) => {
      socket.once('data', (head) => {
        const [, traceId = ''] = /traceparent: 00-(\w+)-/i.exec(head.toString()) ?? [];
        const header = answerOfCallee(traceId);
        const lines = ['HTTP/1.1 500 Oh', 'Content-Length: 0', 'Connection: close'];
        lines.push('Access-Control-Expose-Headers: traceresponse');
        if (header) lines.push(`Traceresponse: ${header}`);
        socket.end([...lines, '', ''].join('\r\n'));
      });
    });
    running = await overHttp1(
      createServer((incoming, response) => void routes[incoming.url ?? '']?.(response)),
      'http',
    );
    callee.listen(0, '127.0.0.1');
    await once(callee, 'listening');
    calleeOrigin = `http://127.0.0.1:${(callee.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await running.close();
    callee.close();
  });

  describe.each(['fetch', 'node:http'])('that calls by %s', (by) => {
    const SPAN_ID = '00f067aa0ba902b7';

    it('is exported if its callee was exported, and its response says so', async () => {
      answerOfCallee = (traceId) => `00-${traceId}-${SPAN_ID}-01`;
      const { status, headers } = await running.send({ path: `/${by}`, headers: CALLER });
      expect(status).toBe(402);
      const span = await endedSpan(recorder, 'GET');
      expect(span.attributes['sampling.late']).toBe('downstream');
      expect(span.attributes['http.response.status_code']).toBe(402);
      expect(span.status.code).toBe(SpanStatusCode.UNSET);
      expect(headers['traceresponse']).toBe(`00-${TRACE_ID}-${span.spanContext().spanId}-01`);
      expect(recorder.spans).toHaveLength(1);
    });

    it.each<[string, (traceId: string) => string | undefined]>([
      ['is not exported', (traceId) => `00-${traceId}-${SPAN_ID}-00`],
      ['answers without the header', () => undefined],
      ['answers about another trace', () => `00-${'1'.repeat(32)}-${SPAN_ID}-01`],
      ['answers with a malformed header', (traceId) => `01-${traceId}-${SPAN_ID}-01x`],
      ['answers in an unknown version', (traceId) => `ff-${traceId}-${SPAN_ID}-01`],
    ])('is not exported if its callee %s', async (_, answer) => {
      answerOfCallee = answer;
      await running.send({ path: `/${by}` });
      expect(recorder.started).toBe(0);
    });

    it('is not exported if its callee is not trusted', async () => {
      recorder.sampleLate({ trustedCallees: ['10.0.0.0/8', 'payments.internal'] });
      answerOfCallee = (traceId) => `00-${traceId}-${SPAN_ID}-01`;
      await running.send({ path: `/${by}` });
      expect(recorder.started).toBe(0);
    });
  });

  it('leaves a traceresponse alone that the application sets', async () => {
    expect((await running.send({ path: '/own' })).headers['traceresponse']).toBe('own');
    await endedSpan(recorder, 'GET');
  });

  it('adds the header to a list of headers', async () => {
    const { headers } = await running.send({ path: '/list' });
    expect(headers).toMatchObject({
      'x-list': 'a, b',
      traceresponse: expect.stringMatching(/-01$/),
    });
  });

  it('is taken from the budget once, however often the application writes the head', async () => {
    recorder.sampleLate({ maxPerSecond: 1 });
    const { headers } = await running.send({ path: '/twice' });
    expect(headers).toMatchObject({ 'x-a': 'b', traceresponse: expect.stringMatching(/-01$/) });
    expect((await endedSpan(recorder, 'GET')).attributes['sampling.late']).toBe('error');
  });

  it('throws the error of Node if the application writes a second head', async () => {
    const { body } = await running.send({ path: '/again' });
    expect(body).toBe(
      'Error [ERR_HTTP_HEADERS_SENT]: Cannot write headers after they are sent to the client',
    );
  });

  it('is exported if the application gives it up', async () => {
    await expect(running.send({ path: '/destroy' })).rejects.toThrow('socket hang up');
    const span = await endedSpan(recorder, 'GET');
    expect(span.attributes['sampling.late']).toBe('error');
    expect(span.events[0]?.attributes?.['exception.message']).toBe('given up');
  });

  it('is exported if its client gave it up after a long time', async () => {
    recorder.sampleLate({ slowMillis: 10 });
    const socket = connect(Number(new URL(running.origin).port), '127.0.0.1');
    socket.write('GET /wait HTTP/1.1\r\nHost: spec\r\n\r\n');
    await once(socket, 'data');
    clock.pass(20);
    socket.destroy();
    const span = await endedSpan(recorder, 'GET');
    expect(span.attributes).toMatchObject({
      'sampling.late': 'slow',
      'nestjs.request.aborted': true,
    });
  });

  it('is not exported if its client gave it up immediately', async () => {
    const accepted = once(running.server, 'connection') as Promise<[Socket]>;
    const socket = connect(Number(new URL(running.origin).port), '127.0.0.1');
    socket.write('GET /wait HTTP/1.1\r\nHost: spec\r\n\r\n');
    await once(socket, 'data');
    socket.destroy();
    const [connection] = await accepted;
    await once(connection, 'close');
    expect(recorder.started).toBe(0);
  });

  it('is not instrumented further while late sampling is off', async () => {
    expect(await running.send({ path: '/hooked' })).toMatchObject({ body: 'true' });
    ports.lateSampling = undefined;
    expect(await running.send({ path: '/hooked' })).toMatchObject({ body: 'false' });
    const { headers } = await running.send({ path: '/list' });
    expect(headers).not.toHaveProperty('traceresponse');
    expect(recorder.started).toBe(0);
  });

  it('is exported within the budget of a second; the responses of the others say nothing', async () => {
    recorder.sampleLate({ maxPerSecond: 2 });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => running.send({ path: '/list' })),
    );
    const announced = answers.filter(({ headers }) => headers['traceresponse'] !== undefined);
    expect(announced).toHaveLength(2);
    await until(() => recorder.spans.length === 2);
    expect(recorder.spans).toHaveLength(2);
  });
});

describe('an unsampled stream of HTTP/2', () => {
  const heads: Record<string, OutgoingHttpHeaders | string[]> = {
    '/own': { ':status': 500, traceresponse: 'own' },
    '/other': { 'x-a': 'b' },
    '/list': [':status', '500', 'x-a', 'b'],
  };
  let running: Running;

  beforeAll(async () => {
    const server = http2.createServer().on('stream', (stream, headers) => {
      stream.respond(heads[String(headers[':path'])]);
      stream.end();
    });
    running = await overHttp2(server, 'http');
  });
  afterAll(() => running.close());

  it('leaves a head alone that has a traceresponse, or that is a list', async () => {
    expect((await running.send({ path: '/own' })).headers['traceresponse']).toBe('own');
    const other = await running.send({ path: '/other' });
    expect(other).toMatchObject({ status: 200, headers: { 'x-a': 'b' } });
    const list = await running.send({ path: '/list' });
    expect(list).toMatchObject({ status: 500, headers: { 'x-a': 'b' } });
    await until(() => recorder.spans.length === 2);
    expect(recorder.spans.map(({ attributes }) => String(attributes['url.path'])).sort()).toEqual([
      '/list',
      '/own',
    ]);
  });
});

describe('a sampled request', () => {
  it('has no traceresponse unless the application wants that', async () => {
    const sampled = { traceparent: `00-${TRACE_ID}-b7ad6b7169203331-01` };
    const running = await overHttp1(
      createServer((_, response) => response.writeHead(500).end()),
      'http',
    );
    const before = await running.send({ path: '/', headers: sampled });
    expect(before.headers).not.toHaveProperty('traceresponse');
    ports.traceResponseHeader = true;
    const { headers } = await running.send({ path: '/', headers: sampled });
    await until(() => recorder.spans.length === 2);
    const ids = recorder.spans.map((span) => `00-${TRACE_ID}-${span.spanContext().spanId}-01`);
    expect(ids).toContain(headers['traceresponse']);
    for (const span of recorder.spans) {
      expect(span.attributes['sampling.late']).toBeUndefined();
      expect(span.spanContext().traceFlags).toBe(TraceFlags.SAMPLED);
    }
    await running.close();
  });
});
