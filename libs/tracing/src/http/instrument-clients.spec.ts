import { once } from 'node:events';
import { type IncomingMessage, type Server, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  context,
  trace,
} from '@opentelemetry/api';
import { SpanRecorder, inRoot } from '../../test/span-recorder.js';
import { suppressTracing } from '../span/suppression.js';
import { instrumentHttpClients } from './instrument-http-clients.js';
import { instrumentUndici } from './instrument-undici.js';

const recorder = new SpanRecorder();
let server: Server;
let origin: string;
let restore: (() => void)[];

beforeAll(async () => {
  restore = [instrumentUndici(), instrumentHttpClients()];
  server = createServer((incoming, response) => {
    response.statusCode = Number(
      new URL(incoming.url ?? '', 'http://x').searchParams.get('status') ?? 200,
    );
    response.end(JSON.stringify(incoming.headers));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => recorder.reset());
afterAll(() => {
  for (const undo of restore) undo();
  server.close();
  server.closeAllConnections();
});

type Headers = Record<string, string>;

async function byFetch(url: string, headers: Headers = {}): Promise<Headers> {
  const response = await fetch(url, { headers });
  return (await response.json()) as Headers;
}

async function byHttp(url: string, headers: Headers = {}): Promise<Headers> {
  const outgoing = request(url, { headers }).end();
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const received = Buffer.concat(await response.toArray()).toString();
  if (!response.closed) await once(response, 'close');
  return JSON.parse(received) as Headers;
}

async function closedOrigin(): Promise<string> {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  closed.close();
  await once(closed, 'close');
  return `http://127.0.0.1:${port}`;
}

/** A context as an unsampled request leaves it. */
const unsampled = trace.setSpanContext(ROOT_CONTEXT, {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.NONE,
});

describe('a request by node:http', () => {
  it('goes out as it is with a Host header that is no host', async () => {
    const received = await inRoot(() => byHttp(origin, { host: 'not a host' }));
    expect(received['host']).toBe('not a host');
    expect(recorder.span('GET').attributes).not.toHaveProperty('server.address');
  });
});

describe.each([
  ['fetch', byFetch],
  ['node:http', byHttp],
])('a request by %s', (_, send) => {
  it('is a CLIENT span whose context the server receives', async () => {
    const received = await inRoot(() => send(`${origin}/users/42?token=s3cret`));
    const span = recorder.span('GET');
    expect(span.kind).toBe(SpanKind.CLIENT);
    expect(recorder.tree()).toBe('root\n  GET');
    expect(span.attributes).toMatchObject({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(origin).port),
      'url.full': `${origin}/users/REDACTED?token=REDACTED`,
    });
    const { traceId, spanId } = span.spanContext();
    expect(received['traceparent']).toBe(`00-${traceId}-${spanId}-01`);
  });

  it('is an ERROR when the server refuses it', async () => {
    await inRoot(() => send(`${origin}/?status=404`));
    expect(recorder.span('GET').status.code).toBe(SpanStatusCode.ERROR);
    expect(recorder.span('GET').attributes['error.type']).toBe('404');
  });

  it('is an ERROR with the cause when no server answers', async () => {
    const closed = await closedOrigin();
    await expect(inRoot(() => send(closed))).rejects.toThrow(/fetch failed|ECONNREFUSED/);
    const { attributes, events } = recorder.span('GET');
    expect(attributes['error.type']).toBe('ECONNREFUSED');
    expect(events).toHaveLength(1);
  });

  it('is no span outside a trace, and carries no context', async () => {
    const received = await send(origin);
    expect(received).not.toHaveProperty('traceparent');
    expect(recorder.spans).toHaveLength(0);
  });

  it('carries the decision not to sample, without a span', async () => {
    const received = await context.with(unsampled, () => send(origin));
    expect(received['traceparent']).toBe('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00');
    expect(recorder.spans).toHaveLength(0);
  });

  it('is left alone where tracing is suppressed', async () => {
    const received = await inRoot(() =>
      context.with(suppressTracing(context.active()), () => send(origin)),
    );
    expect(received).not.toHaveProperty('traceparent');
    expect(recorder.tree()).toBe('root');
  });

  it('keeps a traceparent that the application sets itself', async () => {
    const traceparent = '00-11111111111111111111111111111111-2222222222222222-01';
    const received = await inRoot(() => send(origin, { traceparent }));
    expect(received['traceparent']).toBe(traceparent);
  });
});
