import '@traced/kit/jest';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Shop } from './shop.js';

describe('what is not sampled', () => {
  let shop: Shop;

  beforeAll(async () => {
    // Nothing leaves a service before it is asked to stop: what is announced would be exported at once.
    const env = {
      OTEL_TRACES_SAMPLER: 'parentbased_always_off',
      OTEL_BSP_SCHEDULE_DELAY: '60000',
      TRACING_TEST_LEDGER: 'off',
    };
    shop = await Shop.open({ env });
  });
  afterAll(() => shop.close());

  it('exports nothing anywhere, while what is sampled is complete', async () => {
    const unsampled = await shop.placeOrder(shop.order(), { sampled: false });
    expect(unsampled.status).toBe(201);
    const unsampledPing = await shop.request('orders', '/ping', { sampled: false });
    expect(unsampledPing.status).toBe(200);
    for (const service of ['orders', 'users', 'payments'] as const) {
      for (const probe of ['live', 'ready']) {
        const health = await shop.request(service, `/health/${probe}?verbose=1`, { sampled: true });
        expect(health.status).toBe(200);
      }
    }
    const withoutCaller = await fetch(`${shop.stack.services.orders.url}/orders?userId=none`);
    expect(withoutCaller.status).toBe(400);
    const sampled = await shop.placeOrder();

    expect(shop.receiver.traces()).toEqual([]);
    await shop.stack.stop();

    expect(shop.receiver.traces().map(({ traceId }) => traceId)).toEqual([sampled.trace.traceId]);
    expect(sampled.trace.current()?.spans).toHaveLength(25);
  });
});
