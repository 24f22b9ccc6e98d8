import '@traced/kit/jest';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { span, tree } from '@traced/kit';
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
    await expect(trace).toMatchTrace(tree`
      POST /orders                              orders    SERVER    http.route=/orders http.response.status_code=201
      └─ OrdersController.place                 orders    INTERNAL  nestjs.controller=OrdersController nestjs.callback=place
         └─ OrdersService.place                 orders    INTERNAL  order.id=${body.id} order.item_count=2 order.total_cents=4800
            ├─ SELECT                           orders    CLIENT
            ├─ GET                              orders    CLIENT    http.response.status_code=200
            │  └─ GET /users/:id                users     SERVER
            │     └─ UsersController.findOne    users     INTERNAL
            │        └─ UsersService.findOne    users     INTERNAL
            │           └─ SELECT users         users     CLIENT    db.system.name=postgresql db.namespace=users
            │                db.query.summary="SELECT users" db.query.text=${/^SELECT .* FROM "users" .* = \$1/}
            ├─ POST                             orders    CLIENT
            │  └─ POST /payments                payments  SERVER
            │     └─ PaymentsController.create  payments  INTERNAL
            │        └─ PaymentsService.charge  payments  INTERNAL
            │           ├─ INSERT payments      payments  CLIENT
            │           ├─ validateCard         payments  INTERNAL  card.brand=${expect.any(String)}
            │           ├─ checkFraud           payments  INTERNAL  fraud.score=${expect.any(Number)}
            │           │  • fraud.reviewed
            │           │  └─ SELECT payments   payments  CLIENT
            │           ├─ chargeCard           payments  INTERNAL  payment.amount_cents=4800 payment.currency=EUR
            │           │  │   !payment.decline_code
            │           │  └─ POST              payments  CLIENT    url.full=*/charges
            │           ├─ UPDATE payments      payments  CLIENT
            │           └─ sendReceipt          payments  INTERNAL
            └─ transaction                      orders    INTERNAL  transaction.outcome=committed
               ├─ INSERT orders                 orders    CLIENT
               ├─ INSERT order_items            orders    CLIENT
               └─ INSERT outbox                 orders    CLIENT
    `);
    await expect(trace).toBeHealthyTrace();
  });

  it('answers a repeated key with the first result, and its trace stops at the lookup', async () => {
    const order = shop.order();
    const first = await shop.placeOrder(order, { key: 'order-trace-again' });
    const again = await shop.placeOrder(order, { key: 'order-trace-again' });

    expect(again.status).toBe(201);
    expect(again.body).toEqual(first.body);
    await expect(again.trace).toMatchTrace(tree`
      POST /orders
      └─ OrdersController.place
         └─ OrdersService.place  order.id=${first.body.id}
            └─ SELECT
    `);
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
