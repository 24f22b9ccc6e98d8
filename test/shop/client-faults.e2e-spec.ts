import '@traced/kit/jest';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SpanPattern, many, span } from '@traced/kit';
import { connect } from '../support/database.js';
import { GIVEN_UP, keyLookup, payment, placing, storing, userLookup } from './order-spans.js';
import { rawRequest, send } from '../support/raw-request.js';
import { Shop, newTraceId } from './shop.js';
import { StatementGate } from './statement-gate.js';

/** Node's own limits, but short; they can be set by code alone. */
const IMPATIENCE = `
  import { Server } from 'node:http';
  const { listen } = Server.prototype;
  Server.prototype.listen = function (...args) {
    this.headersTimeout = 1_500;
    this.requestTimeout = 1_500;
    this.connectionsCheckingInterval = 100;
    return listen.apply(this, args);
  };
`;

/** More than the buffers of a connection hold. */
const LARGE_ORDERS = `
  WITH placed AS (
    INSERT INTO orders
    SELECT gen_random_uuid(), 'large', '', $1::uuid, 1, 'EUR', gen_random_uuid(), 'placed', now()
    RETURNING id
  )
  INSERT INTO order_items
  SELECT id, position, repeat('x', 1000000), 1, 1 FROM placed, generate_series(1, 30) AS position`;

describe('a client of orders', () => {
  let shop: Shop;
  const errors: string[] = [];

  beforeAll(async () => {
    const NODE_OPTIONS = `--import data:text/javascript,${encodeURIComponent(IMPATIENCE)}`;
    shop = await Shop.open({
      serviceEnv: { orders: { NODE_OPTIONS } },
      onOutput: ({ stream, text }) => stream === 'stderr' && errors.push(text),
    });
  });
  afterAll(() => shop.close());

  function url(path: string): URL {
    return new URL(path, shop.stack.services.orders.url);
  }

  function placeRaw(key: string, traceId: string): Promise<Socket> {
    const body = JSON.stringify(shop.order());
    const head = rawRequest('POST', url('/orders'), [
      ['Content-Type', 'application/json'],
      ['Content-Length', String(body.length)],
      ['Idempotency-Key', key],
      ['traceparent', traceparent(traceId)],
    ]);
    return send(url('/'), head + body);
  }

  it('that leaves before the answer has its order placed, in a trace that says so', async () => {
    const key = 'left-early';
    const traceId = newTraceId();
    const trace = shop.receiver.trace(traceId);
    const gate = await StatementGate.close(shop.stack.databaseUrl('payments'), 'payments');
    const socket = await placeRaw(key, traceId);
    await gate.waitFor('UPDATE payments');
    socket.destroy();
    await expect(trace).toContainSpan(abandoned('POST /orders'));
    await gate.open();

    await expect(trace).toMatchTrace(placing(undefined, [keyLookup, userLookup, payment, storing]));
    const repeated = await shop.placeOrder(shop.order(), { key });
    expect(repeated.status).toBe(201);
    await expect(repeated.trace).toMatchTrace(placing(201, [keyLookup]));
    expect(await shop.charges(key)).toHaveLength(1);
  });

  it('that leaves is not missed by the next one, though more leave than orders has connections', async () => {
    const traceIds = Array.from({ length: 25 }, newTraceId);
    const gate = await StatementGate.close(shop.stack.databaseUrl('payments'), 'payments');
    const sockets = await Promise.all(
      traceIds.map((traceId, index) => placeRaw(`left-together-${index}`, traceId)),
    );
    await gate.waitFor('INSERT INTO payments');
    for (const socket of sockets) socket.destroy();
    for (const traceId of traceIds) {
      await expect(shop.receiver.trace(traceId)).toContainSpan(abandoned('POST /orders'));
    }
    await gate.open();
    await expectHealthy();
  });

  it('that leaves in the middle of the answer ends its span', async () => {
    const userId = '00000000-0000-4000-8000-00000000000a';
    const client = await connect(shop.stack.databaseUrl('orders'));
    await client.query(LARGE_ORDERS, [userId]);
    await client.end();
    const traceId = newTraceId();
    const request = rawRequest('GET', url(`/orders?userId=${userId}`), [
      ['traceparent', traceparent(traceId)],
    ]);
    const socket = await send(url('/'), request);
    await once(socket, 'readable');
    socket.destroy();

    await expect(shop.receiver.trace(traceId)).toMatchTrace(
      abandoned('GET /orders', {
        statusCode: 200,
        children: [
          span('OrdersController.findByUser', {
            status: 'UNSET',
            children: [
              span('OrdersService.findByUser', {
                status: 'UNSET',
                children: [many(span('SELECT *', { status: 'UNSET', children: [] }))],
              }),
            ],
          }),
        ],
      }),
    );
    await expectHealthy();
  });

  it('that leaves with half of its body sent ends its span', async () => {
    const traceId = newTraceId();
    const head = rawRequest('POST', url('/orders'), [
      ['Content-Type', 'application/json'],
      ['Content-Length', '1000'],
      ['traceparent', traceparent(traceId)],
    ]);
    (await send(url('/'), `${head}{"userId":`)).destroy();
    await expect(shop.receiver.trace(traceId)).toMatchTrace(
      abandoned('POST', { statusCode: 400, children: [] }),
    );
    await expectHealthy();
  });

  it('that resets a connection ends every request that it had sent on it', async () => {
    const traceIds = [newTraceId(), newTraceId(), newTraceId()];
    const gate = await StatementGate.close(shop.stack.databaseUrl('orders'), 'orders');
    const requests = traceIds.map((traceId) =>
      rawRequest('GET', url(`/orders?userId=${shop.userId}`), [
        ['traceparent', traceparent(traceId)],
      ]),
    );
    const socket = await send(url('/'), requests.join(''));
    await gate.waitFor('FROM "orders"');
    socket.resetAndDestroy();
    for (const traceId of traceIds) {
      await expect(shop.receiver.trace(traceId)).toContainSpan(abandoned('GET /orders'));
    }
    await gate.open();
    for (const traceId of traceIds) {
      await expect(shop.receiver.trace(traceId)).toMatchTrace(
        abandoned('GET /orders', {
          children: [span('OrdersController.findByUser', { status: 'UNSET' })],
        }),
      );
    }
    await expectHealthy();
  });

  it('that never ends its headers is told so by Node, and is no request', async () => {
    const traceId = newTraceId();
    const head = rawRequest('GET', url('/ping'), [['traceparent', traceparent(traceId)]]);
    const socket = await send(url('/'), head.slice(0, -1));
    expect(await text(socket)).toMatch(/^HTTP\/1.1 408 /);
    await expectHealthy();
    expect(shop.receiver.trace(traceId).current()).toBeUndefined();
  });

  it('that never ends its body is told so by Node, and its span ends', async () => {
    const traceId = newTraceId();
    const head = rawRequest('POST', url('/orders'), [
      ['Content-Type', 'application/json'],
      ['Content-Length', '1000'],
      ['traceparent', traceparent(traceId)],
    ]);
    const socket = await send(url('/'), `${head}{`);
    expect(await text(socket)).toMatch(/^HTTP\/1.1 408 /);
    await expect(shop.receiver.trace(traceId)).toMatchTrace(
      abandoned('POST', { statusCode: 400, children: [] }),
    );
    await expectHealthy();
  });

  it('leaves no line on standard error', () => {
    expect(errors).toEqual([]);
  });

  /** Nothing of what was before is in the trace of an order, and nothing is in its way. */
  async function expectHealthy(): Promise<void> {
    const { status, trace } = await shop.placeOrder();
    expect(status).toBe(201);
    await expect(trace).toMatchTrace(placing(201, [keyLookup, userLookup, payment, storing]));
  }
});

/**
 * The span of a server whose client has left.
 *
 * @param statusCode what the client might have seen if it had stayed
 */
function abandoned(
  name: string,
  { statusCode, children }: { statusCode?: number; children?: SpanPattern[] } = {},
): SpanPattern {
  return span(name, {
    service: 'orders',
    kind: 'SERVER',
    status: 'UNSET',
    attributes: { ...GIVEN_UP, 'http.response.status_code': statusCode },
    ...(children && { children }),
  });
}

function traceparent(traceId: string): string {
  return `00-${traceId}-00000000000000a1-01`;
}
