import { once } from 'node:events';
import { type IncomingMessage, type Server, createServer, request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  context,
  createTraceState,
  trace,
} from '@opentelemetry/api';
import { endedSpan } from '../../../test/ended-span.js';
import { listen } from '../../../test/http-kinds.js';
import { SpanRecorder, inRoot } from '../../../test/span-recorder.js';
import { suppressTracing } from '#span/context/suppression.js';
import { instrumentHttpClients } from './instrument-http-clients.js';
import { instrumentUndici } from './instrument-undici.js';

const recorder = new SpanRecorder();
let server: Server;
let origin: string;
let restore: (() => void)[];

beforeAll(async () => {
  restore = [instrumentUndici(), instrumentHttpClients()];
  server = createServer((incoming, response) => {
    const { pathname, searchParams } = new URL(incoming.url ?? '', 'http://x');
    if (pathname === '/hang') return;
    if (pathname === '/reset') {
      incoming.socket.resetAndDestroy();
      return;
    }
    if (pathname === '/half') {
      response.writeHead(200, { 'content-length': 100 }).write('half');
      response.socket?.end();
      return;
    }
    if (pathname === '/hints') response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    response.statusCode = Number(searchParams.get('status') ?? 200);
    response.end(JSON.stringify(incoming.headers));
  });
  origin = await listen(server, 'http');
});
afterEach(() => recorder.reset());
afterAll(() => {
  for (const undo of restore) undo();
  server.close();
  server.closeAllConnections();
});

type Headers = Record<string, string>;

interface Options {
  headers?: Headers;
  method?: string;
  signal?: AbortSignal;
}

async function byFetch(url: string, options: Options = {}): Promise<Headers> {
  const response = await fetch(url, options);
  return (await response.json()) as Headers;
}

async function byHttp(url: string, options: Options = {}): Promise<Headers> {
  const outgoing = request(url, options).end();
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const received = Buffer.concat(await response.toArray()).toString();
  if (!response.closed) await once(response, 'close');
  return JSON.parse(received) as Headers;
}

async function closedOrigin(): Promise<string> {
  const closed = createServer();
  const url = await listen(closed, 'http');
  closed.close();
  await once(closed, 'close');
  return url;
}

/** The context in which an unsampled request is served. */
const unsampled = trace.setSpanContext(ROOT_CONTEXT, {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.NONE,
  traceState: createTraceState('vendor=1'),
});

describe('a request by node:http', () => {
  it('is sent unchanged with a Host header that is no host', async () => {
    const received = await inRoot(() => byHttp(origin, { headers: { host: 'not a host' } }));
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
    const port = Number(new URL(origin).port);
    expect(span.attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'server.port': port,
      'network.peer.address': '127.0.0.1',
      'network.peer.port': port,
      'network.protocol.version': '1.1',
      'url.full': `${origin}/users/REDACTED?token=REDACTED`,
    });
    const { traceId, spanId } = span.spanContext();
    expect(received['traceparent']).toBe(`00-${traceId}-${spanId}-01`);
  });

  it('has a span of its own, even on a shared connection', async () => {
    await inRoot(async () => {
      await send(`${origin}/a`);
      await send(`${origin}/b`);
    });
    expect(recorder.tree()).toBe('root\n  GET\n  GET');
  });

  it('ends after an answer without a body', async () => {
    await inRoot(() => send(`${origin}/`, { method: 'HEAD' }).catch(() => undefined));
    const { status, attributes } = await endedSpan(recorder, 'HEAD');
    expect(attributes['http.response.status_code']).toBe(200);
    expect(status.code).toBe(SpanStatusCode.UNSET);
  });

  it('has the status of the answer, and not of the early hints before it', async () => {
    await inRoot(() => send(`${origin}/hints`));
    expect(recorder.span('GET').attributes['http.response.status_code']).toBe(200);
  });

  it('is an ERROR when the server refuses it', async () => {
    await inRoot(() => send(`${origin}/?status=404`));
    expect(recorder.span('GET').status.code).toBe(SpanStatusCode.ERROR);
    expect(recorder.span('GET').attributes['error.type']).toBe('404');
  });

  it.each([
    ['no server answers', /^ECONNREFUSED$/, () => closedOrigin()],
    ['the server resets the connection', /^(ECONNRESET|UND_ERR_SOCKET)$/, () => `${origin}/reset`],
    ['the server leaves in the middle', /^(ECONNRESET|UND_ERR_SOCKET)$/, () => `${origin}/half`],
    ['there is no such host', /^(ENOTFOUND|EAI_AGAIN)$/, () => 'http://nowhere.invalid'],
  ])('is an ERROR with the cause when %s', async (_, type, url) => {
    const target = await url();
    await inRoot(() => send(target).catch(() => undefined));
    const { attributes, events, status } = await endedSpan(recorder, 'GET');
    expect(attributes['error.type']).toMatch(type);
    expect(status.code).toBe(SpanStatusCode.ERROR);
    expect(events).toHaveLength(1);
  });

  it('is no ERROR when its caller cancels it', async () => {
    const controller = new AbortController();
    const aborted = inRoot(() => send(`${origin}/hang`, { signal: controller.signal }));
    server.once('request', () => controller.abort());
    await expect(aborted).rejects.toThrow(/aborted/);
    const { status, events } = await endedSpan(recorder, 'GET');
    expect(status.code).toBe(SpanStatusCode.UNSET);
    expect(events).toHaveLength(0);
  });

  it('is an ERROR when it takes too long', async () => {
    const options = { signal: AbortSignal.timeout(20) };
    await expect(inRoot(() => send(`${origin}/hang`, options))).rejects.toThrow(/aborted/);
    const { status, attributes } = await endedSpan(recorder, 'GET');
    expect(status.code).toBe(SpanStatusCode.ERROR);
    expect(attributes['error.type']).toBe('TimeoutError');
  });

  it('has no span outside a trace, and carries no context', async () => {
    const received = await send(origin);
    expect(received).not.toHaveProperty('traceparent');
    expect(recorder.spans).toHaveLength(0);
  });

  it('is a child of the span that it was made in, even once that has ended', async () => {
    const late = await inRoot(async () =>
      context.bind(context.active(), () => send(`${origin}/late`)),
    );
    const headers = await late();
    const span = await endedSpan(recorder, 'GET');
    const root = recorder.span('root').spanContext();
    expect(span.parentSpanContext?.spanId).toBe(root.spanId);
    expect(headers['traceparent']).toBe(`00-${root.traceId}-${span.spanContext().spanId}-01`);
  });

  it('carries the decision not to sample, without a span', async () => {
    const received = await context.with(unsampled, () => send(origin));
    expect(received).toMatchObject({
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00',
      tracestate: 'vendor=1',
    });
    expect(recorder.spans).toHaveLength(0);
  });

  it('is untraced if tracing is suppressed', async () => {
    const received = await inRoot(() =>
      context.with(suppressTracing(context.active()), () => send(origin)),
    );
    expect(received).not.toHaveProperty('traceparent');
    expect(recorder.tree()).toBe('root');
  });

  it('carries a traceparent that the application sets itself, and no other tracestate', async () => {
    const traceparent = '00-11111111111111111111111111111111-2222222222222222-01';
    const received = await context.with(unsampled, () =>
      send(origin, { headers: { TraceParent: traceparent } }),
    );
    expect(received['traceparent']).toBe(traceparent);
    expect(received).not.toHaveProperty('tracestate');
  });

  it('is retried in the context in which it was made', async () => {
    await inRoot(async () => {
      await send(`${origin}/reset`).catch(() => undefined);
      await send(origin);
    });
    expect(recorder.tree()).toBe('root\n  GET\n  GET');
  });
});
