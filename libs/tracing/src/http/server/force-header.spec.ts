import { once } from 'node:events';
import http, { type IncomingMessage, type Server } from 'node:http';
import http2, { type IncomingHttpHeaders } from 'node:http2';
import net, { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace';
import { HTTP_KINDS, type Running } from '../../../test/http-kinds.js';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { until } from '../../../test/until.js';
import { ForcedSampler } from '#sdk/sampling/forced-sampler.js';
import { createForceHeaderRemover } from './force-header.js';
import { instrumentServers } from './instrument-servers.js';

const SECRET = 'a secret of the operator';
const recorder = new SpanRecorder(new ForcedSampler(new AlwaysOffSampler()));
const removeForceHeader = createForceHeaderRemover({ header: 'x-force-sampling', secret: SECRET });

let server: net.Server | undefined;
afterEach(async () => {
  server?.close();
  if (server?.listening) await once(server, 'close');
});

async function portOf(listening: net.Server): Promise<number> {
  server = listening;
  listening.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return (listening.address() as AddressInfo).port;
}

interface Received {
  readonly forced: boolean;
  readonly headers: string;
}

/** Sends a request with these header lines over HTTP/1. Returns what its handler sees. */
async function overHttp1(...lines: string[]): Promise<Received> {
  const received = Promise.withResolvers<Received>();
  const port = await portOf(
    http.createServer((request: IncomingMessage, response) => {
      const forced = removeForceHeader(request);
      const { headers, headersDistinct, rawHeaders } = request;
      received.resolve({
        forced,
        headers: JSON.stringify({ headers, headersDistinct, rawHeaders }),
      });
      response.end();
    }) satisfies Server,
  );
  const socket = net.connect(port, '127.0.0.1');
  socket.end(
    `${['GET / HTTP/1.1', 'Host: a', ...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`,
  );
  await text(socket);
  return received.promise;
}

/** Sends a request over HTTP/2. Returns what the handlers of both APIs see. */
async function overHttp2(headers: http2.OutgoingHttpHeaders): Promise<Received> {
  const received = Promise.withResolvers<Received>();
  let forced = false;
  const listening = http2.createServer((request, response) => {
    const { headers, rawHeaders } = request;
    received.resolve({ forced, headers: JSON.stringify({ headers, rawHeaders }) });
    response.end();
  });
  listening.prependListener(
    'stream',
    (_stream, headers: IncomingHttpHeaders, _flags, rawHeaders: string[]) => {
      forced = removeForceHeader({ headers, rawHeaders });
    },
  );
  const session = http2.connect(`http://127.0.0.1:${await portOf(listening)}`);
  await text(session.request(headers));
  session.close();
  return received.promise;
}

describe.each(HTTP_KINDS)('a request over %s', (_kind, _scheme, _version, start) => {
  let running: Running;
  let seen: string;
  let restore: () => void;

  beforeAll(async () => {
    restore = instrumentServers([], removeForceHeader);
    running = await start(({ request, response, respond }) => {
      const { headers, headersDistinct, rawHeaders } = request as IncomingMessage;
      seen = JSON.stringify({ headers, headersDistinct, rawHeaders });
      respond(200);
      response.end();
    });
  });
  afterEach(() => recorder.reset());
  afterAll(async () => {
    await running.close();
    restore();
  });

  it.each([
    ['the secret', SECRET, 1],
    ['anything else', 'another secret of theirs', 0],
  ])('is sampled as %s asks, and its handler does not see the header', async (_, value, spans) => {
    await running.send({ path: '/', headers: { 'X-Force-Sampling': value, 'X-Other': 'stays' } });
    await running.send({ path: '/', headers: {} });
    await until(() => recorder.started >= spans && recorder.spans.length >= spans);
    expect(recorder.started).toBe(spans);
    await running.send({ path: '/', headers: { 'X-Force-Sampling': value, 'X-Other': 'stays' } });
    expect(seen).not.toMatch(/force/i);
    expect(seen).not.toContain(value);
  });

  it('is sampled although its caller was not', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
    const headers = { traceparent, 'x-force-sampling': SECRET };
    await running.send({ path: '/', headers });
    await until(() => recorder.spans.length > 0);
    expect(recorder.spans.map((span) => span.spanContext().traceId)).toEqual([
      '0af7651916cd43dd8448eb211c80319c',
    ]);
  });
});

describe('createForceHeaderRemover', () => {
  it('accepts the secret in a header of any case, and removes the header', async () => {
    const { forced, headers } = await overHttp1('A: 1', `X-Force-Sampling: ${SECRET}`, 'B: 2');
    expect(forced).toBe(true);
    expect(headers).not.toMatch(/force/i);
    expect(headers).not.toContain(SECRET);
    expect(JSON.parse(headers)).toMatchObject({
      headers: { host: 'a', a: '1', b: '2' },
      rawHeaders: ['Host', 'a', 'A', '1', 'B', '2', 'Connection', 'close'],
    });
  });

  it.each([
    ['another value', 'x-force-sampling: another secret of theirs'],
    ['the start of the secret', `x-force-sampling: ${SECRET.slice(0, -1)}`],
    ['more than the secret', `x-force-sampling: ${SECRET}!`],
    ['the secret in another case', `x-force-sampling: ${SECRET.toUpperCase()}`],
    ['nothing', 'x-force-sampling:'],
  ])('rejects %s, and removes the header', async (_, line) => {
    const { forced, headers } = await overHttp1(line);
    expect(forced).toBe(false);
    expect(headers).not.toMatch(/force/i);
  });

  it.each([
    ['the secret twice', [SECRET, SECRET]],
    ['the secret and another value', [SECRET, 'no']],
  ])('rejects %s, and removes both headers', async (_, values) => {
    const lines = values.map((value) => `X-Force-Sampling: ${value}`);
    const { forced, headers } = await overHttp1(...lines);
    expect(forced).toBe(false);
    expect(headers).not.toMatch(/force/i);
    expect(headers).not.toContain(SECRET);
  });

  it('rejects two headers whose values make up the secret together', async () => {
    const secret = 'one half, another half';
    const rawHeaders = ['X-Force-Sampling', 'one half', 'X-Force-Sampling', 'another half'];
    const headers = { 'x-force-sampling': secret };
    const removeHeaderOfHalves = createForceHeaderRemover({ header: 'x-force-sampling', secret });
    expect(removeHeaderOfHalves({ headers, rawHeaders })).toBe(false);
    expect({ headers, rawHeaders }).toEqual({ headers: {}, rawHeaders: [] });
  });

  it('does not take a value for the name of the header', async () => {
    const { forced, headers } = await overHttp1('X-Note: x-force-sampling', `x-other: ${SECRET}`);
    expect(forced).toBe(false);
    expect(JSON.parse(headers)).toMatchObject({
      headers: { 'x-note': 'x-force-sampling', 'x-other': SECRET },
    });
  });

  it('does not change a request without the header', async () => {
    const { forced, headers } = await overHttp1('A: 1');
    expect(forced).toBe(false);
    expect(JSON.parse(headers)).toMatchObject({ headers: { host: 'a', a: '1' } });
  });

  it('accepts the secret over HTTP/2, and removes the header', async () => {
    const { forced, headers } = await overHttp2({ 'x-force-sampling': SECRET, a: '1' });
    expect(forced).toBe(true);
    expect(headers).not.toMatch(/force/i);
    expect(headers).not.toContain(SECRET);
    expect(JSON.parse(headers)).toMatchObject({ headers: { a: '1', ':path': '/' } });
  });

  it('rejects a repeated header over HTTP/2', async () => {
    const { forced, headers } = await overHttp2({ 'x-force-sampling': [SECRET, SECRET] });
    expect(forced).toBe(false);
    expect(headers).not.toMatch(/force/i);
  });

  it('works without the list of names and values', () => {
    const headers = { 'x-force-sampling': SECRET, a: '1' };
    expect(removeForceHeader({ headers })).toBe(true);
    expect(headers).toEqual({ a: '1' });
  });
});
