import '@traced/kit/jest';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JaegerSource, type Trace, renderTree } from '@traced/kit';
import { type Answer, type OrderAnswer, Shop } from '../shop/shop.js';
import { Jaeger } from './jaeger.js';

const BATCH = 40;
const BATCHES = 100;

/** What is the same in each order, other than its ids and times. */
const DRAWN = {
  attributes: ['http.*', 'db.*', 'nestjs.*', 'order.item_count', 'payment.*', '!payment.id'],
};

describe('an order in Jaeger', () => {
  let server: Jaeger;
  let jaeger: JaegerSource;
  let shop: Shop;
  let placed: Answer<OrderAnswer>;
  let failed: Answer<OrderAnswer>;
  let trace: Trace;

  beforeAll(async () => {
    server = await Jaeger.start(1);
    jaeger = new JaegerSource(server.url);
    const sampler = `endpoint=${server.samplingEndpoint},pollingIntervalMs=100,initialSamplingRate=1`;
    shop = await Shop.open({
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: server.otlpEndpoint,
        OTEL_TRACES_SAMPLER: 'parentbased_jaeger_remote',
        OTEL_TRACES_SAMPLER_ARG: sampler,
      },
    });
    placed = await shop.placeOrder();
    failed = await shop.placeOrder(shop.order('tok_error'));
    trace = await jaeger.trace(placed.trace.traceId).complete({ quietMillis: 1_000 });
    await jaeger.trace(failed.trace.traceId).complete({ quietMillis: 1_000 });
  });
  afterAll(async () => {
    await shop?.close();
    await server?.stop();
  });

  /** Returns the ids of the traces that a search finds, sorted. */
  async function find(search: Parameters<JaegerSource['find']>[0]): Promise<string[]> {
    return (await jaeger.find(search)).map(({ traceId }) => traceId).toSorted();
  }

  it('is the same tree as in the receiver', async () => {
    const beside = await Shop.open();
    try {
      const received = await beside.placeOrder();
      const drawn = renderTree(await received.trace.complete(), DRAWN);
      expect(drawn.split('\n').length).toBeGreaterThan(20);
      expect(renderTree(trace, DRAWN)).toBe(drawn);
    } finally {
      await beside.close();
    }
  });

  it('is found by service and operation', async () => {
    const both = [placed.trace.traceId, failed.trace.traceId].toSorted();
    expect(await find({ service: 'orders', operation: 'POST /orders' })).toEqual(both);
    expect(await find({ service: 'payments', operation: 'POST /orders' })).toEqual([]);
    expect(await jaeger.services()).toEqual(
      expect.arrayContaining(['orders', 'payments', 'users']),
    );
  });

  it('is found by its error', async () => {
    const search = { service: 'orders', operation: 'POST /orders' };
    expect(await find({ ...search, error: true })).toEqual([failed.trace.traceId]);
    expect(await find({ ...search, error: false })).toEqual([placed.trace.traceId]);
  });

  it('is found by an attribute', async () => {
    const attributes = { 'order.id': placed.body.id };
    expect(await find({ service: 'orders', attributes })).toEqual([placed.trace.traceId]);
    expect(await find({ service: 'users', attributes })).toEqual([]);
  });

  it('is found by its minimum duration', async () => {
    const search = { service: 'orders', operation: 'POST /orders' };
    const millis = Number(trace.root.duration) / 1e6;
    // Jaeger counts microseconds.
    const found = await find({ ...search, minDurationMillis: millis - 0.001 });
    expect(found).toContain(placed.trace.traceId);
    const longer = await find({ ...search, minDurationMillis: millis + 1 });
    expect(longer).not.toContain(placed.trace.traceId);
  });

  it('is sampled at the ratio that Jaeger names, also when that changes', async () => {
    expect(await awaitCount((count) => count === BATCH)).toBe(BATCH);
    await server.setRatio(0);
    expect(await awaitCount((count) => count === 0)).toBe(0);
    await server.setRatio(0.5);
    const half = await awaitCount((count) => count > 0 && count < BATCH);
    expect(half / BATCH).toBeGreaterThan(0);
    expect(half / BATCH).toBeLessThan(1);
  });

  /** Sends batches of requests until as many of a batch are sampled as expected, and returns the number of the last. */
  async function awaitCount(isExpected: (count: number) => boolean): Promise<number> {
    let count = await countSampled();
    for (let batch = 1; batch < BATCHES && !isExpected(count); batch++)
      count = await countSampled();
    return count;
  }

  /** Sends requests of one user agent, and returns of how many of them Jaeger has a trace. */
  async function countSampled(): Promise<number> {
    const startTime = new Date();
    const path = `/orders/${randomUUID()}`;
    const headers = { 'user-agent': randomUUID() };
    for (let request = 0; request < BATCH; request++) {
      const response = await fetch(shop.stack.services.orders.url + path, { headers });
      await response.arrayBuffer();
    }
    // What was exported before this one is in Jaeger when this one is.
    const last = await shop.request('orders', path, { headers });
    await jaeger.trace(last.trace.traceId).complete({ quietMillis: 0, timeoutMillis: 30_000 });
    const attributes = { 'user_agent.original': headers['user-agent'] };
    const found = await jaeger.find({ service: 'orders', attributes, startTime, limit: 2 * BATCH });
    return found.length - 1;
  }
});
