import '@traced/kit/jest';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inOrder, span } from '@traced/kit';
import { Shop } from './shop.js';

/** More than the gateway can be asked before its answer; the first few find the charge. */
const MAX_LOOKS = 5_000;

describe('an Idempotency-Key', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await Shop.open({ serviceEnv: { payments: { CARD_GATEWAY_TIMEOUT_MILLIS: '1000' } } });
  });
  afterAll(() => shop.close());

  it('gives one order and one charge to 50 requests at once', async () => {
    const key = 'fifty-at-once';
    const order = shop.order();
    const requests = Array.from({ length: 50 }, () => shop.placeOrder(order, { key }));
    const answers = await Promise.all(requests);

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await shop.charges(key)).toHaveLength(1);
    const { body } = await shop.request<{ id: string }[]>(
      'orders',
      `/orders?userId=${shop.userId}`,
    );
    expect(body.map(({ id }) => id)).toEqual([answers[0]?.body.id]);
  });

  it('refuses another body with the key of a placed order', async () => {
    const key = 'another-body';
    await shop.placeOrder(shop.order(), { key });
    const { status, body } = await shop.placeOrder(shop.order('tok_slow'), { key });
    expect(status).toBe(409);
    expect(body.code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await shop.charges(key)).toHaveLength(1);
  });

  it('may be tried again after a failure, and charges once', async () => {
    const key = 'gateway-was-down';
    const gateway = shop.stack.services['card-gateway'];
    await gateway.stop();
    expect((await shop.placeOrder(shop.order(), { key })).status).toBe(502);
    await gateway.start();
    expect((await shop.placeOrder(shop.order(), { key })).status).toBe(201);
    expect(await shop.charges(key)).toHaveLength(1);
  });

  it('places the order when the charge came through but its answer did not', async () => {
    const key = 'slower-than-the-timeout';
    const { status, trace } = await shop.placeOrder(shop.order('tok_slow'), { key });
    expect(status).toBe(201);
    expect(await shop.charges(key)).toHaveLength(1);
    await expect(trace).toContainSpan(
      span('chargeCard', {
        status: 'UNSET',
        children: inOrder(
          span('POST', { status: 'ERROR', attributes: { 'error.type': 'TimeoutError' } }),
          span('GET', { attributes: { 'url.full': '*/charges?key=REDACTED' } }),
        ),
      }),
    );
  });

  it('charges once when payments is killed between the charge and its answer', async () => {
    const key = 'killed-after-the-charge';
    const { payments } = shop.stack.services;
    const order = shop.order('tok_slow');
    const cut = shop.placeOrder(order, { key });
    let looks = 0;
    while ((await shop.charges(key)).length === 0 && ++looks < MAX_LOOKS);
    await payments.kill();
    expect((await cut).status).toBe(502);

    await payments.start();
    expect((await shop.placeOrder(order, { key })).status).toBe(201);
    expect(await shop.charges(key)).toHaveLength(1);
  });
});
