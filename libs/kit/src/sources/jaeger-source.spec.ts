import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import '@traced/kit/jest';
import { span } from '../pattern/span-pattern.js';
import { toOtlpJson } from '../otlp/to-otlp-json.js';
import { declinedOrder } from '../trace/declined-order.fixture.js';
import { TraceTimeoutError } from '../arrival/errors.js';
import { TRACE_ID } from '../trace/trace.fixture.js';
import { InvalidJaegerUrlError, JaegerResponseError, JaegerUnreachableError } from './errors.js';
import { JaegerServer, NOT_FOUND, RESET, UNAVAILABLE, found } from './jaeger.fixture.js';
import { JaegerSource } from './jaeger-source.js';
import { ReceiverSource } from './receiver-source.js';
import { CHILD, ROOT, describeSource } from './source-contract.fixture.js';

const SECRET = 'hunter2';

describeSource('JaegerSource', async () => {
  const server = await JaegerServer.start();
  return {
    source: new JaegerSource(server.url),
    destination: `the Jaeger at ${server.url}`,
    hold: (spans) => server.answerWith(found(spans)),
    close: () => server.stop(),
  };
});

describeSource('ReceiverSource', async () => {
  const server = await JaegerServer.start();
  return {
    source: new ReceiverSource(server.url),
    destination: `the OTLP receiver at ${server.url}`,
    hold: (spans) => server.answerWith(found(spans)),
    close: () => server.stop(),
  };
});

describe('JaegerSource', () => {
  let server: JaegerServer;
  let jaeger: JaegerSource;

  beforeEach(async () => {
    server = await JaegerServer.start();
    jaeger = new JaegerSource(server.url);
  });

  afterEach(async () => {
    await server.stop();
  });

  it('waits for spans that arrive late, as long as quietMillis says', async () => {
    server.answerWith(found([ROOT]), found([ROOT]), found([ROOT, CHILD]));
    const trace = await jaeger.trace(TRACE_ID).complete({ quietMillis: 1_000 });
    expect(trace.spans).toHaveLength(2);
  });

  it('sends no request while no caller waits', async () => {
    expect(jaeger.trace(TRACE_ID).current()).toBeUndefined();
    const pending = jaeger.trace(TRACE_ID);
    server.answerWith(found([ROOT]));
    await pending.complete({ quietMillis: 0 });
    const asked = server.requests.length;
    expect(pending.current()?.root.name).toBe('POST /orders');
    expect(server.requests).toHaveLength(asked);
  });

  it('still has the trace after Jaeger has evicted it', async () => {
    server.answerWith(found([ROOT]), NOT_FOUND);
    const trace = await jaeger.trace(TRACE_ID).complete({ quietMillis: 1_000 });
    expect(trace.root.name).toBe('POST /orders');
    expect(server.requests.length).toBeGreaterThan(1);
  });

  it('reads a document that no gateway has wrapped', async () => {
    server.answerWith({ status: 200, body: JSON.stringify(toOtlpJson(declinedOrder())) });
    await expect(jaeger.trace(TRACE_ID)).toContainSpan(span('chargeCard', { status: 'ERROR' }));
  });

  it.each([
    ['status 503', UNAVAILABLE],
    ['status 429', { status: 429, body: 'slow down', headers: { 'retry-after': '0' } }],
    ['a connection that breaks', RESET],
  ])('asks again after %s', async (_, answer) => {
    server.answerWith(answer, found([ROOT, CHILD]));
    const trace = await jaeger.trace(TRACE_ID).complete({ quietMillis: 0 });
    expect(trace.spans).toHaveLength(2);
    expect(server.requests).toHaveLength(2);
  });

  it('does not take a time for quiet in which Jaeger did not answer', async () => {
    server.answerWith(found([ROOT]), UNAVAILABLE, UNAVAILABLE, UNAVAILABLE, found([ROOT, CHILD]));
    const trace = await jaeger.trace(TRACE_ID).complete({ quietMillis: 150 });
    expect(trace.spans).toHaveLength(2);
  });

  it('says at the timeout that Jaeger had too much to do', async () => {
    server.answerWith(UNAVAILABLE);
    const complete = jaeger.trace(TRACE_ID).complete({ timeoutMillis: 300 });
    await expect(complete).rejects.toThrow(TraceTimeoutError);
    await expect(complete).rejects.toThrow(`from Jaeger at ${server.url}, got status 503`);
  });

  it('does not send the credentials on to another address', async () => {
    server.answerWith({ status: 302, body: '', headers: { location: `${server.url}/login` } });
    const complete = new JaegerSource(server.url, { token: SECRET }).trace(TRACE_ID).complete();
    await expect(complete).rejects.toThrow('got status 302');
    expect(server.requests).toHaveLength(1);
  });

  it('keeps token, headers and user out of errors and of what is logged', async () => {
    const body = JSON.stringify({ error: { message: `not allowed: ${SECRET}, Bearer ${SECRET}` } });
    server.answerWith({ status: 403, body });
    const url = server.url.replace('//', `//ada:${SECRET}@`);
    const source = new JaegerSource(url, { headers: { 'x-api-key': SECRET } });
    const complete = source.trace(TRACE_ID).complete();
    await expect(complete).rejects.toThrow('got status 403: not allowed: REDACTED');
    const error: unknown = await complete.catch((reason: unknown) => reason);
    expect(server.headers['x-api-key']).toBe(SECRET);
    expect(inspect([error, source, source.trace(TRACE_ID)], { depth: 9 })).not.toContain(SECRET);
    expect(source.trace(TRACE_ID).destination).toBe(`the Jaeger at ${server.url}`);
  });

  it('asks below the base path', async () => {
    server.answerWith(found([ROOT]));
    await new JaegerSource(`${server.url}/jaeger/`).trace(TRACE_ID).complete({ quietMillis: 0 });
    expect(server.requests).toEqual([`/jaeger/api/v3/traces/${TRACE_ID}`]);
  });

  it('rejects at once with the reason when nothing listens', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as AddressInfo;
    free.close();
    const url = `http://127.0.0.1:${port}`;
    const complete = new JaegerSource(url).trace(TRACE_ID).complete();
    await expect(complete).rejects.toThrow(JaegerUnreachableError);
    await expect(complete).rejects.toThrow(
      `Expected an answer from Jaeger at ${url}, got connect ECONNREFUSED 127.0.0.1:${port}.`,
    );
    await expect(complete).rejects.toMatchObject({
      code: 'KIT_JAEGER_UNREACHABLE',
      url,
      reason: `connect ECONNREFUSED 127.0.0.1:${port}`,
    });
  });

  it.each([
    [{ status: 404, body: '404 page not found' }, 'status 404 without the JSON of its query API'],
    [{ status: 200, body: '<!DOCTYPE html>' }, 'status 200 without the JSON of its query API'],
    [
      { status: 500, body: '{"error":{"httpCode":500,"message":"storage is gone"}}' },
      'status 500: storage is gone',
    ],
    [
      { status: 200, body: '{"result":{"resourceSpans":7}}' },
      'JSON that is not OTLP. Expected resourceSpans to be a list, got 7.',
    ],
    [{ status: 200, body: 'null' }, 'JSON that is not OTLP. Expected the OTLP/JSON document'],
  ])('rejects at once when the answer is %j', async (answer, reason) => {
    server.answerWith(answer);
    const complete = jaeger.trace(TRACE_ID).complete();
    await expect(complete).rejects.toThrow(JaegerResponseError);
    await expect(complete).rejects.toMatchObject({ url: server.url, status: answer.status });
    await expect(complete).rejects.toThrow(
      `Expected a trace from Jaeger at ${server.url}, got ${reason}`,
    );
  });

  it('names a receiver as one when nothing of its kind answers', async () => {
    server.answerWith({ status: 404, body: 'nothing here' });
    const complete = new ReceiverSource(server.url).trace(TRACE_ID).complete();
    await expect(complete).rejects.toThrow(
      `Expected a trace from the OTLP receiver at ${server.url}, got status 404 without the JSON of its query API; is that the endpoint of an OtlpReceiver?`,
    );
  });

  it.each([`ftp://ada:${SECRET}@host`, `ada:${SECRET}@host:16686`, `//host?token=${SECRET}`])(
    'shows no secret of the URL %j, which it refuses',
    (url) => {
      let error: unknown;
      try {
        error = new JaegerSource(url);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(InvalidJaegerUrlError);
      expect(inspect(error)).not.toContain(SECRET);
    },
  );

  it.each(['127.0.0.1:16686', 'ftp://127.0.0.1', ''])('refuses the URL "%s"', (url) => {
    expect(() => new JaegerSource(url)).toThrow(InvalidJaegerUrlError);
  });
});
