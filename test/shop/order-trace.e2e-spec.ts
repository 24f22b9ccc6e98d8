import '@traced/kit/jest';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { span } from '@traced/kit';
import { placedOrder } from './placed-order.js';
import { Shop } from './shop.js';

describe('POST /orders', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await Shop.open();
  });
  afterAll(() => shop.close());

  it('is one trace over three services, from the request to the last query', async () => {
    const { status, body, trace } = await shop.placeOrder();

    expect(status).toBe(201);
    await expect(trace).toMatchTrace(placedOrder(body.id));
  });

  it('answers a repeated key with the first result, and its trace stops at the lookup', async () => {
    const order = shop.order();
    const first = await shop.placeOrder(order, { key: 'order-trace-again' });
    const again = await shop.placeOrder(order, { key: 'order-trace-again' });

    expect(again.status).toBe(201);
    expect(again.body).toEqual(first.body);
    await expect(again.trace).toMatchTrace(
      span('POST /orders', {
        children: [
          span('OrdersController.place', {
            children: [
              span('OrdersService.place', {
                attributes: { 'order.id': first.body.id },
                children: [span('SELECT', { children: [] })],
              }),
            ],
          }),
        ],
      }),
    );
  });

  it('never mixes orders that are placed in parallel', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.placeOrder()));
    await Promise.all(
      answers.map(async ({ body, trace }) => {
        await expect(trace).toContainSpan(
          span('OrdersService.place', { attributes: { 'order.id': body.id } }),
        );
        await expect(trace).toHaveSpanCount(25);
      }),
    );
  });
});
