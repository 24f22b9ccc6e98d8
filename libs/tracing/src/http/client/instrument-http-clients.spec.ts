import { once } from 'node:events';
import {
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
  type Server,
  createServer,
  request,
} from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SpanStatusCode, context, propagation } from '@opentelemetry/api';
import {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from '@opentelemetry/core';
import axios from 'axios';
import { recordDiagMessages } from '../../../test/diag-messages.js';
import { endedSpan } from '../../../test/ended-span.js';
import { listen } from '../../../test/http-kinds.js';
import { SpanRecorder, inRoot } from '../../../test/span-recorder.js';
import { TLS } from '../../../test/tls.js';
import { instrumentHttpClients } from './instrument-http-clients.js';

const recorder = new SpanRecorder();
const messages = recordDiagMessages();
let server: Server;
let origin: string;
let restore: () => void;

beforeAll(async () => {
  restore = instrumentHttpClients();
  server = createServer((incoming, response) => {
    if (incoming.url === '/hang') return;
    if (incoming.url === '/moved') response.writeHead(302, { location: '/here' });
    if (incoming.url === '/half') response.write('half');
    else response.end(JSON.stringify(incoming.headers));
  });
  const accept = (incoming: IncomingMessage, socket: Duplex): void => {
    const status = incoming.method === 'CONNECT' ? '200 OK' : '101 Switching Protocols';
    const headers = 'Connection: Upgrade\r\nUpgrade: websocket';
    socket.write(`HTTP/1.1 ${status}\r\n${headers}\r\n\r\n`);
    socket.resume().on('end', () => socket.end());
  };
  server.on('upgrade', accept).on('connect', accept);
  origin = await listen(server, 'http');
});
afterEach(() => {
  recorder.reset();
  messages.length = 0;
});
afterAll(() => {
  restore();
  server.close();
  server.closeAllConnections();
});

function inTrace<T>(fn: () => T): Promise<T> {
  return inRoot(async () => fn());
}

async function answerTo(outgoing: ClientRequest): Promise<Record<string, string>> {
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return JSON.parse(Buffer.concat(await response.toArray()).toString()) as Record<string, string>;
}

function get(path: string, options: RequestOptions = {}): Promise<Record<string, string>> {
  return inRoot(() => answerTo(request(origin + path, options).end()));
}

describe('a request that its caller changes or ends', () => {
  it.each<[string, string, (outgoing: ClientRequest) => void]>([
    ['before it is sent', '/', (outgoing) => outgoing.destroy()],
    ['while it waits', '/hang', (outgoing) => server.once('request', () => outgoing.destroy())],
    ['while it reads', '/half', (outgoing) => outgoing.once('response', () => outgoing.destroy())],
    [
      'by its response',
      '/half',
      (outgoing) => outgoing.once('response', (response) => response.destroy()),
    ],
  ])('is no ERROR if it is destroyed %s', async (_, path, destroy) => {
    const outgoing = await inTrace(() => request(origin + path));
    outgoing.on('error', () => {}).end();
    destroy(outgoing);
    const { status, events } = await endedSpan(recorder, 'GET');
    expect(status.code).toBe(SpanStatusCode.UNSET);
    expect(events).toHaveLength(0);
  });

  it('is an ERROR if it is destroyed with an error, and ends its span once', async () => {
    const outgoing = await inTrace(() => request(`${origin}/hang`));
    outgoing.on('error', () => {}).end();
    outgoing.destroy(new RangeError('too long'));
    await new Promise((resolve) => void outgoing.once('close', resolve));
    expect(recorder.span('GET').attributes['error.type']).toBe('RangeError');
    expect(messages.filter((message) => message.includes('ended Span'))).toEqual([]);
  });
});

describe('a connection that becomes something else', () => {
  it.each<[string, number, RequestOptions, string]>([
    ['upgrade', 101, { headers: { connection: 'Upgrade', upgrade: 'websocket' } }, '/'],
    ['connect', 200, { method: 'CONNECT', path: 'db.example:5432' }, 'db.example:5432'],
  ])(
    'ends the span of its request with the answer: %s',
    async (event, statusCode, options, path) => {
      const outgoing = await inTrace(() => request(origin, options).end());
      const [, socket] = (await once(outgoing, event)) as [IncomingMessage, Duplex];
      const { attributes, status } = await endedSpan(recorder, options.method ?? 'GET');
      expect(attributes).toMatchObject({
        'http.response.status_code': statusCode,
        'server.address': '127.0.0.1',
        'url.full': path.startsWith('/') ? origin + path : path,
      });
      expect(status.code).toBe(SpanStatusCode.UNSET);
      socket.end();
    },
  );
});

describe('the headers of a request', () => {
  it('are not changed once they are written, which causes one warning', async () => {
    const list = await get('/', { headers: ['Host', 'spec', 'X-One', '1'] });
    const expecting = await get('/', {
      headers: { host: 'spec', 'x-one': '1', expect: '100-continue' },
    });
    for (const received of [list, expecting]) {
      expect(received).toMatchObject({ host: 'spec', 'x-one': '1' });
      expect(received).not.toHaveProperty('traceparent');
    }
    expect(recorder.tree()).toBe('root\n  GET\nroot\n  GET');
    expect(messages.filter((message) => /no trace context/.test(message))).toHaveLength(1);
  });

  it('remain as the application set them', async () => {
    propagation.disable();
    propagation.setGlobalPropagator(
      new CompositePropagator({
        propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
      }),
    );
    const received = await inRoot(async () => {
      const baggage = propagation.createBaggage({ tenant: { value: 'acme' } });
      return context.with(propagation.setBaggage(context.active(), baggage), () =>
        answerTo(request(origin, { headers: { baggage: 'own=1' } }).end()),
      );
    });
    expect(received['baggage']).toBe('own=1');
    expect(received).toHaveProperty('traceparent');
  });
});

describe('the target of a request', () => {
  it('is the URL that it asks a proxy for', async () => {
    await get('', { path: 'http://u:pw@shop.example/orders/7?a=b' });
    expect((await endedSpan(recorder, 'GET')).attributes).toMatchObject({
      'server.address': 'shop.example',
      'server.port': 80,
      'url.full': 'http://shop.example/orders/REDACTED?a=REDACTED',
    });
  });

  it('is an IPv6 address without its brackets', async () => {
    await get('/', { headers: { host: '[::1]:81' } });
    expect((await endedSpan(recorder, 'GET')).attributes).toMatchObject({
      'server.address': '::1',
      'server.port': 81,
      'url.full': 'http://[::1]:81/',
    });
  });

  it('is known over TLS as well', async () => {
    const secure = https.createServer(TLS, (incoming, response) => {
      response.end(JSON.stringify(incoming.headers));
    });
    const url = await listen(secure, 'https');
    const received = await inRoot(() => answerTo(https.get(url, { ca: TLS.cert, agent: false })));
    secure.close();
    const span = await endedSpan(recorder, 'GET');
    expect(span.attributes['url.full']).toBe(`${url}/`);
    expect(received['traceparent']).toContain(span.spanContext().spanId);
  });
});

describe('axios', () => {
  it('has a span for each hop, and the server receives the context of the last', async () => {
    const { data } = await inRoot(() => axios.get<Record<string, string>>(`${origin}/moved`));
    expect(recorder.tree()).toBe('root\n  GET\n  GET');
    const last = await endedSpan(recorder, 'GET', { 'http.response.status_code': 200 });
    expect(data['traceparent']).toContain(last.spanContext().spanId);
  });

  it('rejects with its own error when it cancels a request', async () => {
    await inRoot(() => axios.get(`${origin}/hang`, { timeout: 20 }).catch(() => undefined));
    const { attributes, status } = await endedSpan(recorder, 'GET');
    expect(status.code).toBe(SpanStatusCode.ERROR);
    expect(attributes['error.type']).toBe('ECONNABORTED');
  });
});
