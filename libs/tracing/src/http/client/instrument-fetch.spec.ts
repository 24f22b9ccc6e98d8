import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, context, trace } from '@opentelemetry/api';
import { listen } from '../../../test/http-kinds.js';
import { UnsampledRecorder } from '../../../test/unsampled-recorder.js';
import { startSpan } from '#span/start-span.js';
import { NO_FAILURE, finish } from '#span/late/unsampled-span.js';
import { instrumentFetch } from './instrument-fetch.js';

const recorder = new UnsampledRecorder();
const untraced = globalThis.fetch;
let server: Server;
let origin: string;
let restore: () => void;

interface Received {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  const { method, headers } = request;
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://spec');
  if (pathname === '/reset') request.socket.resetAndDestroy();
  const traceresponse = searchParams.get('traceresponse');
  if (traceresponse) response.setHeader('traceresponse', traceresponse);
  response.statusCode = Number(searchParams.get('status') ?? 200);
  response.end(JSON.stringify({ method, headers, body }));
}

beforeAll(async () => {
  server = createServer((request, response) => void answer(request, response));
  origin = await listen(server, 'http');
  restore = instrumentFetch();
});
afterEach(() => recorder.reset());
afterAll(async () => {
  restore();
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

/** Runs `fn` in a span whose name this recorder samples. */
function inSampled<T>(fn: () => Promise<T>): Promise<T> {
  return trace.getTracer('test').startActiveSpan('sampled root', async (span) => {
    try {
      return await fn();
    } finally {
      span.end();
    }
  });
}

async function ask(...args: Parameters<typeof fetch>): Promise<Received> {
  return (await (await fetch(...args)).json()) as Received;
}

describe('a call of a `fetch` without diagnostics channels', () => {
  it('is a CLIENT span whose context the server receives', async () => {
    const { headers } = await inSampled(() => ask(`${origin}/users/42?token=s3cret`));
    const span = recorder.span('GET');
    expect(recorder.tree()).toBe('sampled root\n  GET');
    expect(span.kind).toBe(SpanKind.CLIENT);
    expect(span.attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(origin).port),
      'url.full': `${origin}/users/REDACTED?token=REDACTED`,
    });
    const { traceId, spanId } = span.spanContext();
    expect(headers['traceparent']).toBe(`00-${traceId}-${spanId}-01`);
  });

  it.each([
    ['a text', () => [`${origin}/`, { method: 'POST', headers: { 'x-a': '1' }, body: 'b' }]],
    ['a URL', () => [new URL(origin), { method: 'post', headers: [['x-a', '1']], body: 'b' }]],
    [
      'a request',
      () => [new Request(origin, { method: 'POST', headers: { 'x-a': '1' }, body: 'b' })],
    ],
    [
      'a request and more',
      () => [
        new Request(origin, { method: 'POST', headers: { 'x-a': '0' }, body: 'b' }),
        { headers: new Headers({ 'x-a': '1' }) },
      ],
    ],
  ])('sends what %s asks for', async (_, argsOf) => {
    const sent = await inSampled(() => ask(...(argsOf() as Parameters<typeof fetch>)));
    expect(sent).toMatchObject({ method: 'POST', headers: { 'x-a': '1' }, body: 'b' });
    const { spanId } = recorder.span('POST').spanContext();
    expect(sent.headers['traceparent']).toContain(spanId);
  });

  it('does not change its arguments', async () => {
    const request = new Request(origin, { headers: { 'x-a': '1' } });
    const init = Object.freeze({ headers: Object.freeze({ 'x-a': '2' }) });
    await inSampled(() => ask(request, init));
    expect(Object.fromEntries(request.headers)).toEqual({ 'x-a': '1' });
  });

  it('sends no context if its options are no plain object, and sends the rest as if it were untraced', async () => {
    const options = new Request(origin, { method: 'PUT', headers: { 'x-a': '1' } });
    const { method, headers } = await inSampled(() => ask(origin, options));
    expect({ method, a: headers['x-a'] }).toEqual({ method: 'PUT', a: '1' });
    expect(headers).not.toHaveProperty('traceparent');
    expect(recorder.tree()).toBe('sampled root\n  PUT');
  });

  it('does not replace a traceparent of the application', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const { headers } = await inSampled(() => ask(origin, { headers: { traceparent } }));
    expect(headers['traceparent']).toBe(traceparent);
  });

  it('is untraced outside a trace', async () => {
    const { headers } = await ask(origin);
    expect(headers).not.toHaveProperty('traceparent');
    expect(recorder.started).toBe(0);
  });

  it('has no span if no request leaves the process', async () => {
    const response = await inSampled(() => fetch('data:,hello'));
    expect(await response.text()).toBe('hello');
    expect(recorder.tree()).toBe('sampled root');
  });

  it('is an ERROR if it is answered by 400 or above', async () => {
    await inSampled(() => ask(`${origin}/?status=404`));
    expect(recorder.span('GET')).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': '404' },
    });
  });

  it('is an ERROR if it fails, and rejects', async () => {
    await expect(inSampled(() => ask(`${origin}/reset`))).rejects.toThrow('fetch failed');
    expect(recorder.span('GET').status.code).toBe(SpanStatusCode.ERROR);
  });

  it('is no ERROR if the caller cancels it', async () => {
    const signal = AbortSignal.abort();
    await expect(inSampled(() => ask(origin, { signal }))).rejects.toBe(signal.reason);
    expect(recorder.span('GET').status.code).toBe(SpanStatusCode.UNSET);
  });

  it.each([
    ['no arguments', []],
    ['a relative URL', ['/users']],
    ['a header that is none', ['http://127.0.0.1', { headers: { 'not a header': '1' } }]],
    ['a text that throws', [{ toString: () => raise() }]],
  ])('rejects as if it were untraced with %s', async (_, args) => {
    const given = args as unknown as Parameters<typeof fetch>;
    const expected = await untraced(...given).catch(String);
    expect(await inSampled(() => fetch(...given).catch(String))).toBe(expected);
  });

  it('propagates below an unsampled span, which is exported if its callee is', async () => {
    recorder.sampleLate({ trustedCallees: ['127.0.0.1'] });
    const root = startSpan('root', {});
    const { traceId } = root.spanContext();
    await context.with(trace.setSpan(ROOT_CONTEXT, root), async () => {
      const { headers } = await ask(origin);
      expect(headers['traceparent']).toMatch(new RegExp(`^00-${traceId}-[\\da-f]{16}-00$`));
      finish(root, NO_FAILURE);
      expect(recorder.started).toBe(0);
      await ask(`${origin}/?traceresponse=00-${traceId}-${'c'.repeat(16)}-01`);
    });
    finish(root, NO_FAILURE);
    expect(recorder.span('root').attributes['sampling.late']).toBe('downstream');
  });
});

describe('instrumentFetch', () => {
  it('replaces `fetch` by a function that looks like it, and can restore it', () => {
    expect(fetch).not.toBe(untraced);
    expect([fetch.name, fetch.length]).toEqual([untraced.name, untraced.length]);
    restore();
    expect(fetch).toBe(untraced);
    restore = instrumentFetch();
  });
});

function raise(): never {
  throw new Error('raised');
}
