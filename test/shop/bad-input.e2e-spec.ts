import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Shop } from './shop.js';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const KEY = { 'idempotency-key': 'bad-input' };

describe('bad input', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await Shop.open();
  });
  afterAll(() => shop.close());

  it.each([
    ['orders', 'POST', '/orders', KEY, '{"userId":', 400, 'VALIDATION_FAILED'],
    ['orders', 'POST', '/orders', KEY, {}, 400, 'VALIDATION_FAILED'],
    ['orders', 'POST', '/orders', {}, undefined, 400, 'VALIDATION_FAILED'],
    ['orders', 'GET', '/orders', {}, undefined, 400, 'VALIDATION_FAILED'],
    ['orders', 'GET', '/orders/not-an-id', {}, undefined, 400, 'VALIDATION_FAILED'],
    ['orders', 'GET', `/orders/${NOBODY}`, {}, undefined, 404, 'ORDER_NOT_FOUND'],
    ['orders', 'GET', '/nowhere', {}, undefined, 404, 'ROUTE_NOT_FOUND'],
    ['orders', 'POST', '/orders', KEY, `"${'x'.repeat(200_000)}"`, 413, 'BODY_TOO_LARGE'],
    ['users', 'POST', '/users', {}, { name: '', email: 'no' }, 400, 'VALIDATION_FAILED'],
    ['users', 'POST', '/users', {}, { name: 'Ada', email: 'ada@example.com' }, 409, 'EMAIL_TAKEN'],
    ['users', 'GET', '/users/not-an-id', {}, undefined, 400, 'VALIDATION_FAILED'],
    ['users', 'GET', `/users/${NOBODY}`, {}, undefined, 404, 'USER_NOT_FOUND'],
    ['payments', 'POST', '/payments', KEY, { amountCents: -1 }, 400, 'VALIDATION_FAILED'],
    ['payments', 'GET', '/payments/not-an-id', {}, undefined, 400, 'VALIDATION_FAILED'],
    ['payments', 'GET', `/payments/${NOBODY}`, {}, undefined, 404, 'PAYMENT_NOT_FOUND'],
  ] as const)('of %s %s %s is told with its code', async (...row) => {
    const [service, method, path, headers, sent, expectedStatus, code] = row;
    const answer = await shop.request(service, path, { method, headers, body: sent });

    expect(answer.status).toBe(expectedStatus);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({
      status: expectedStatus,
      code,
      title: expect.any(String),
      traceId: answer.trace.traceId,
    });
  });
});
