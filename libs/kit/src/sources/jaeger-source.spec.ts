import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import '@traced/kit/jest';
import { span } from '../pattern/span-pattern.js';
import { toOtlpJson } from '../otlp/to-otlp-json.js';
import { declinedOrder } from '../trace/declined-order.fixture.js';
import { TraceTimeoutError } from '../arrival/errors.js';
import { InvalidTraceIdError } from '../trace/errors.js';
import type { Span } from '../trace/span.js';
import { TRACE_ID, makeSpans } from '../trace/trace.fixture.js';
import { InvalidJaegerUrlError, JaegerResponseError, JaegerUnreachableError } from './errors.js';
import { JaegerServer, NOT_FOUND, found } from './jaeger.fixture.js';
import { JaegerSource } from './jaeger-source.js';

const HAS_LOCAL_PARENT = 0x101;

const [root, child] = makeSpans({
  service: 'orders',
  name: 'POST /orders',
  at: [0, 2],
  children: [
    { service: 'orders', name: 'OrdersService.place', at: [0, 1], flags: HAS_LOCAL_PARENT },
  ],
}) as [Span, Span];

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

  it('reads a trace of several services', async () => {
    server.answerWith(found(declinedOrder().spans));
    const trace = await jaeger.trace(TRACE_ID.toUpperCase()).complete({ quietMillis: 0 });
    expect(trace.services).toEqual(['orders', 'payments', 'users']);
    expect(trace.spans).toEqual(declinedOrder().spans);
    expect(server.requests).toEqual([`/api/v3/traces/${TRACE_ID}`]);
  });

  it('polls while Jaeger does not know the trace, or not all of it', async () => {
    server.answerWith(NOT_FOUND, found([child]), found([child, root]));
    const trace = await jaeger.trace(TRACE_ID).complete({ quietMillis: 0 });
    expect(trace.spans).toHaveLength(2);
    expect(server.requests).toHaveLength(3);
  });

  it('waits for spans that arrive late, as long as quietMillis says', async () => {
    server.answerWith(found([root]), found([root]), found([root, child]));
    const trace = await jaeger.trace(TRACE_ID).complete({ quietMillis: 1_000 });
    expect(trace.spans).toHaveLength(2);
  });

  it('sends no request while no caller waits', async () => {
    expect(jaeger.trace(TRACE_ID).current()).toBeUndefined();
    const pending = jaeger.trace(TRACE_ID);
    server.answerWith(found([root]));
    await pending.complete({ quietMillis: 0 });
    const asked = server.requests.length;
    expect(pending.current()?.root.name).toBe('POST /orders');
    expect(server.requests).toHaveLength(asked);
  });

  it('still has the trace after Jaeger has evicted it', async () => {
    server.answerWith(found([root]), NOT_FOUND);
    const trace = await jaeger.trace(TRACE_ID).complete({ quietMillis: 1_000 });
    expect(trace.root.name).toBe('POST /orders');
    expect(server.requests.length).toBeGreaterThan(1);
  });

  it('takes each span once', async () => {
    server.answerWith(found([root, root]));
    await expect(jaeger.trace(TRACE_ID)).toHaveSpanCount(1);
  });

  it('reads a document that no gateway has wrapped', async () => {
    server.answerWith({ status: 200, body: JSON.stringify(toOtlpJson(declinedOrder())) });
    await expect(jaeger.trace(TRACE_ID)).toContainSpan(span('chargeCard', { status: 'ERROR' }));
  });

  it('asks below the base path', async () => {
    server.answerWith(found([root]));
    await new JaegerSource(`${server.url}/jaeger/`).trace(TRACE_ID).complete({ quietMillis: 0 });
    expect(server.requests).toEqual([`/jaeger/api/v3/traces/${TRACE_ID}`]);
  });

  it('rejects at the timeout when no span has arrived', async () => {
    const complete = jaeger.trace(TRACE_ID).complete({ timeoutMillis: 150 });
    await expect(complete).rejects.toThrow(TraceTimeoutError);
    await expect(complete).rejects.toThrow(
      `No span of it arrived; is anything exporting to the Jaeger at ${server.url}?`,
    );
    expect(server.requests.length).toBeLessThanOrEqual(2);
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

  it.each(['127.0.0.1:16686', 'ftp://127.0.0.1', ''])('refuses the URL "%s"', (url) => {
    expect(() => new JaegerSource(url)).toThrow(InvalidJaegerUrlError);
  });

  it('refuses what is not a trace id', () => {
    expect(() => jaeger.trace('abc')).toThrow(InvalidTraceIdError);
  });
});
