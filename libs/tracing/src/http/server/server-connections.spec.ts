import { once } from 'node:events';
import {
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  createServer,
  get,
} from 'node:http';
import { type Socket, connect } from 'node:net';
import { Readable, pipeline } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { endedSpan } from '../../../test/ended-span.js';
import { listen } from '../../../test/http-kinds.js';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { instrumentServers } from './instrument-servers.js';

const recorder = new SpanRecorder();
let restore: () => void;
let server: Server;
let origin: string;

beforeAll(() => {
  restore = instrumentServers([]);
});
beforeEach(async () => {
  server = createServer();
  origin = await listen(server, 'http');
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
  recorder.reset();
});
afterAll(() => restore());

function send(...requests: string[]): Socket {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  socket.write(requests.join(''));
  return socket;
}

function requestTo(path: string, ...headers: string[]): string {
  return [`GET ${path} HTTP/1.1`, 'Host: spec', ...headers, '', ''].join('\r\n');
}

const CLOSE = 'Connection: close';

function activeTraceId(): string | undefined {
  return trace.getActiveSpan()?.spanContext().traceId;
}

describe('requests in one TCP segment', () => {
  const PATHS = ['/1', '/2', '/3'];

  function traceIdOf(path: string): string {
    return path.slice(1).repeat(32);
  }

  function pipeline(): Socket {
    const requests = PATHS.map((path) =>
      requestTo(path, `traceparent: 00-${traceIdOf(path)}-b7ad6b7169203331-01`),
    );
    return send(...requests);
  }

  it('have traces of their own, although the first is answered last', async () => {
    const seen: [path: string, point: string, traceId: string | undefined][] = [];
    let first: ServerResponse | undefined;
    server.on('request', ({ url = '' }, response) => {
      const record = (point: string) => (): void => void seen.push([url, point, activeTraceId()]);
      response.on('finish', record('finish')).on('close', record('close'));
      first ??= response;
      if (url === '/3') response.setHeader('connection', 'close');
      if (response !== first) response.write('chunk', record('written'));
      if (response !== first) response.end(record('ended'));
      if (url === '/3') first.end();
    });
    const answers = await text(pipeline());
    expect(answers.match(/^HTTP\/1.1 200/gm)).toHaveLength(PATHS.length);
    expect(seen).toHaveLength(10);
    expect(seen.filter(([path, , traceId]) => traceId !== traceIdOf(path))).toEqual([]);
    expect(recorder.spans.map((span) => span.spanContext().traceId).sort()).toEqual(
      PATHS.map(traceIdOf),
    );
  });

  it('all end when their client disconnects, including those that are still queued', async () => {
    const socket = pipeline();
    server.on('request', ({ url }: IncomingMessage) => {
      if (url === '/3') socket.destroy();
    });
    await once(socket, 'close');
    for (const path of PATHS) {
      const span = await endedSpan(recorder, 'GET', { 'url.path': path });
      expect(span.attributes['nestjs.request.aborted']).toBe(true);
      expect(span.status.code).toBe(SpanStatusCode.UNSET);
    }
  });
});

describe('a request that expects `100 Continue`', () => {
  it.each([
    ['request', '100-continue'],
    ['checkContinue', '100-continue'],
    ['checkExpectation', 'a-miracle'],
  ])('is one SERVER span if it arrives by %s', async (event, expectation) => {
    server.on(event, (_: IncomingMessage, response: ServerResponse) =>
      response.end(activeTraceId()),
    );
    const answer = await text(send(requestTo('/', `Expect: ${expectation}`, CLOSE)));
    const span = await endedSpan(recorder, 'GET');
    expect(answer).toContain(span.spanContext().traceId);
    expect(recorder.started).toBe(1);
  });

  it('is one SERVER span if the listener emits it again as a request', async () => {
    server.on('request', (_, response) => response.end(activeTraceId()));
    server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
      response.writeContinue();
      server.emit('request', request, response);
    });
    const answer = await text(send(requestTo('/', 'Expect: 100-continue', CLOSE)));
    const span = await endedSpan(recorder, 'GET');
    expect(answer).toContain(span.spanContext().traceId);
    expect(recorder.started).toBe(1);
  });
});

describe('no span is started', () => {
  it.each([
    ['upgrade', requestTo('/', 'Connection: Upgrade', 'Upgrade: websocket')],
    ['connect', 'CONNECT db:5432 HTTP/1.1\r\nHost: db\r\n\r\n'],
  ])('for a connection that becomes something else: %s', async (event, request) => {
    server.on(event, (_: IncomingMessage, socket: Socket) => {
      socket.end(`HTTP/1.1 101 Switching\r\n\r\n${activeTraceId() ?? 'no trace'}`);
    });
    expect(await text(send(request))).toMatch(/no trace$/);
    expect(recorder.started).toBe(0);
  });

  it('for bytes that are no request', async () => {
    expect(await text(send('no request\r\n\r\n'))).toMatch(/^HTTP\/1.1 400/);
    expect(recorder.started).toBe(0);
  });
});

describe('a connection that is reused', () => {
  it('carries each request in a trace of its own', async () => {
    server.on('request', (_, response) => response.end(activeTraceId()));
    const socket = send(requestTo('/1'));
    await once(socket, 'data');
    socket.write(requestTo('/2', CLOSE));
    await text(socket);
    const traceIds = recorder.spans.map((span) => span.spanContext().traceId);
    expect(new Set(traceIds).size).toBe(2);
  });
});

describe('the span of a request', () => {
  function serve(handler: RequestListener): Promise<string> {
    server.on('request', handler);
    return text(send(requestTo('/', CLOSE))).catch(String);
  }

  it('lasts as long as its response', async () => {
    const responses: ServerResponse[] = [];
    server.on('request', (_, response) => {
      responses.push(response);
      response.write('first');
    });
    const [begun] = (await once(get(origin), 'response')) as [IncomingMessage];
    await once(begun, 'readable');
    expect(recorder.spans).toHaveLength(0);
    responses[0]?.end();
    await begun.toArray();
    await endedSpan(recorder, 'GET');
  });

  it('ends without a status when its client disconnects before the answer', async () => {
    const socket = send(requestTo('/'));
    server.on('request', () => socket.destroy());
    const { attributes, status } = await endedSpan(recorder, 'GET');
    expect(attributes['nestjs.request.aborted']).toBe(true);
    expect(attributes).not.toHaveProperty('http.response.status_code');
    expect(status.code).toBe(SpanStatusCode.UNSET);
  });

  it('ends when its server closes all connections', async () => {
    await serve(() => server.closeAllConnections());
    const { attributes } = await endedSpan(recorder, 'GET');
    expect(attributes['nestjs.request.aborted']).toBe(true);
  });

  it('has the error with which the server ended the response', async () => {
    const source = new Readable({
      read: () => void source.destroy(new RangeError('no such page')),
    });
    await serve((_, response) => pipeline(source, response, () => {}));
    const { attributes, status, events } = await endedSpan(recorder, 'GET');
    expect(attributes).not.toHaveProperty('nestjs.request.aborted');
    expect(attributes['error.type']).toBe('RangeError');
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'no such page' });
    expect(events).toHaveLength(1);
  });

  it('is the only one if the request is passed on to another server', async () => {
    const inner = createServer((_, response) => response.end(activeTraceId()));
    const answer = await serve((request, response) => inner.emit('request', request, response));
    const span = await endedSpan(recorder, 'GET');
    expect(answer).toContain(span.spanContext().traceId);
    expect(recorder.started).toBe(1);
  });

  it('lets the error of a listener reach the code that emitted the request', async () => {
    const error = new Error('thrown by the listener');
    const inner = createServer(() => {
      throw error;
    });
    await serve((request, response) => {
      expect(() => inner.emit('request', request, response)).toThrow(error);
      response.end();
    });
    expect((await endedSpan(recorder, 'GET')).attributes['http.response.status_code']).toBe(200);
  });
});
