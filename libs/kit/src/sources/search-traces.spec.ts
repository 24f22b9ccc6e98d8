import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { declinedOrder } from '../trace/declined-order.fixture.js';
import type { Span } from '../trace/span.js';
import { makeSpans } from '../trace/trace.fixture.js';
import { Trace } from '../trace/trace.js';
import { JaegerResponseError } from './errors.js';
import { type Answer, JaegerServer, NOT_FOUND, UNAVAILABLE, foundAll } from './jaeger.fixture.js';
import { JaegerSource } from './jaeger-source.js';
import type { TraceSearch } from './trace-search.js';

const PING_ID = 'c'.repeat(32);

function pings(...millis: readonly number[]): Trace[] {
  return millis.map((duration, index) => {
    const attributes = { 'http.route': '/ping', index, even: index % 2 === 0 };
    const plan = { service: 'ping', name: 'GET /ping', at: [0, duration] as const, attributes };
    const traceId = index.toString(16).padStart(32, 'c');
    return new Trace(makeSpans(plan).map((span): Span => ({ ...span, traceId })));
  });
}

describe('the search in Jaeger', () => {
  let server: JaegerServer;
  let jaeger: JaegerSource;

  beforeEach(async () => {
    server = await JaegerServer.start();
    jaeger = new JaegerSource(server.url);
  });

  afterEach(async () => {
    await server.stop();
  });

  it('tells the traces of an answer apart, and takes each span once', async () => {
    const order = declinedOrder();
    server.answerWith(foundAll([...pings(2, 3), order, order]));
    const traces = await jaeger.find({});
    expect(traces.map(({ spans }) => spans.length)).toEqual([1, 1, order.spans.length]);
    expect(traces[2]?.spans).toEqual(order.spans);
  });

  it('finds nothing where Jaeger has nothing', async () => {
    server.answerWith(NOT_FOUND);
    await expect(jaeger.find({ service: 'nobody' })).resolves.toEqual([]);
  });

  it('asks by names that every Jaeger v2 knows', async () => {
    await jaeger.find({
      service: 'orders',
      operation: 'POST /orders',
      attributes: { 'order.item_count': 2 },
      error: true,
      minDurationMillis: 1.5,
      maxDurationMillis: 2_000,
      startTime: new Date('2026-01-01T00:00:00Z'),
      limit: 3,
    });
    const { pathname, searchParams } = new URL(server.requests[0] ?? '', server.url);
    expect(pathname).toBe('/api/v3/traces');
    expect(Object.fromEntries(searchParams)).toEqual({
      'query.service_name': 'orders',
      'query.operation_name': 'POST /orders',
      'query.attributes': '{"order.item_count":"2","error":"true"}',
      'query.duration_min': '1500us',
      'query.duration_max': '2000000us',
      'query.start_time_min': '2026-01-01T00:00:00.000Z',
      'query.start_time_max': expect.stringMatching(/^\d{4}-.*Z$/),
      'query.num_traces': '3',
      'query.searchDepth': '3',
    });
  });

  it.each<[TraceSearch, number]>([
    [{ service: 'ping' }, 3],
    [{ service: 'orders' }, 1],
    [{ operation: 'chargeCard' }, 1],
    [{ service: 'ping', operation: 'chargeCard' }, 0],
    [{ service: 'ping', minDurationMillis: 3 }, 2],
    [{ service: 'ping', maxDurationMillis: 2 }, 1],
    [{ error: true }, 1],
    [{ service: 'ping', error: false }, 3],
    [{ attributes: { index: 1 } }, 1],
    [{ attributes: { even: true, 'http.route': '/ping' } }, 2],
    [{ attributes: { 'service.name': 'ping' } }, 3],
    [{ attributes: { constructor: 'x' } }, 0],
  ])('finds by %j also where Jaeger does not filter', async (search, count) => {
    server.answerWith(foundAll([...pings(2, 3, 4), declinedOrder()]));
    await expect(jaeger.find(search)).resolves.toHaveLength(count);
  });

  it('asks for more when Jaeger has filled the answer with other traces', async () => {
    const all = pings(...Array.from({ length: 30 }, () => 1));
    server.answerBy((url) => {
      const { searchParams } = new URL(url, server.url);
      return foundAll(all.slice(0, Number(searchParams.get('query.num_traces'))));
    });
    const traces = await jaeger.find({ attributes: { index: 25 }, limit: 10 });
    expect(traces).toHaveLength(1);
    expect(server.requests).toHaveLength(2);
  });

  it('asks again while Jaeger has too much to do, until the timeout', async () => {
    server.answerWith(UNAVAILABLE, UNAVAILABLE, foundAll(pings(1)));
    await expect(jaeger.find({})).resolves.toHaveLength(1);
    server.answerWith(UNAVAILABLE);
    const search = jaeger.find({ timeoutMillis: 150 });
    await expect(search).rejects.toThrow(JaegerResponseError);
    await expect(search).rejects.toMatchObject({ status: 503 });
  });

  it('lists the services of a Jaeger that has none yet', async () => {
    server.answerWith({ status: 200, body: '{}' });
    await expect(jaeger.services()).resolves.toEqual([]);
    server.answerWith({ status: 200, body: '{"services":7}' });
    await expect(jaeger.services()).rejects.toThrow('got JSON without a list of services.');
  });

  describe('against a stub of Jaeger 2.21, which has no /api/services and no /api/traces any more', () => {
    beforeEach(() => {
      server.answerBy((url) => answerAsJaeger221(new URL(url, server.url)));
    });

    it('lists services', async () => {
      await expect(jaeger.services()).resolves.toEqual(['orders', 'ping']);
    });

    it('finds traces', async () => {
      const search = { service: 'ping', attributes: { index: 1 } };
      const traces = await jaeger.find(search);
      expect(traces.map(({ root }) => root.attributes['index'])).toEqual([1]);
      expect(server.requests).toHaveLength(1);
    });

    it('reads a trace', async () => {
      const trace = await jaeger.trace(PING_ID).complete({ quietMillis: 0 });
      expect(trace.services).toEqual(['ping']);
    });
  });
});

function answerAsJaeger221({ pathname, searchParams }: URL): Answer {
  switch (pathname) {
    case '/api/v3/services':
      return { status: 200, body: '{"services":["ping","orders"]}' };
    case '/api/v3/traces':
      return foundAll(
        searchParams.get('query.attributes') === '{"index":"1"}' ? pings(2, 3).slice(1) : [],
      );
    case `/api/v3/traces/${PING_ID}`:
      return foundAll([
        new Trace(pings(2)[0]?.spans.map((span) => ({ ...span, traceId: PING_ID })) ?? []),
      ]);
    default:
      return { status: 404, body: '404 page not found' };
  }
}
