import '@traced/kit/jest';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SpanPattern, span } from '@traced/kit';
import { Shop } from './shop.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';

function pong(service: string): SpanPattern {
  return span('GET', {
    service: 'orders',
    kind: 'CLIENT',
    children: [
      span('GET /ping', {
        service,
        kind: 'SERVER',
        children: [span('PingController.ping', { service, children: [] })],
      }),
    ],
  });
}

const pingTrace = span('GET /ping', {
  service: 'orders',
  kind: 'SERVER',
  children: [
    span('PingController.ping', {
      service: 'orders',
      children: [
        span('GET', {
          kind: 'CLIENT',
          children: [
            span('GET /orders', {
              service: 'orders',
              kind: 'SERVER',
              children: [
                span('OrdersController.findByUser', {
                  children: [
                    span('OrdersService.findByUser', {
                      children: [span('SELECT orders', { children: [] })],
                    }),
                  ],
                }),
              ],
            }),
          ],
        }),
        pong('users'),
        pong('payments'),
      ],
    }),
  ],
});

describe('GET /ping', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await Shop.open();
  });
  afterAll(() => shop.close());

  it('continues one trace through its own app and both others, by fetch and by axios', async () => {
    const { status, trace } = await shop.request('orders', '/ping');
    expect(status).toBe(200);
    await expect(trace).toMatchTrace(pingTrace);
  });

  it("continues the caller's trace below the caller's span", async () => {
    await fetch(`${shop.stack.services.orders.url}/ping`, {
      headers: { traceparent: `00-${TRACE_ID}-${SPAN_ID}-01` },
    });
    const trace = await shop.receiver.trace(TRACE_ID).complete();
    expect(trace.root.parentSpanId).toBe(SPAN_ID);
    expect(trace).toMatchTrace(pingTrace);
  });

  it('starts a trace of its own for a caller without one', async () => {
    const response = await fetch(`${shop.stack.services.orders.url}/nowhere`);
    const { traceId } = (await response.json()) as { traceId: string };
    const trace = await shop.receiver.trace(traceId).complete();
    expect(trace.root).toMatchObject({ name: 'GET', parentSpanId: undefined });
  });
});
