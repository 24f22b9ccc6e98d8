import '@traced/kit/jest';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { span } from '@traced/kit';
import { failedPayment, keyLookup, placing, userLookup } from './order-spans.js';
import { Shop } from './shop.js';

describe('POST /orders that fails', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await Shop.open({ serviceEnv: { payments: { CARD_GATEWAY_TIMEOUT_MILLIS: '2000' } } });
  });
  afterAll(() => shop.close());

  it('is no error on any server when the card is declined', async () => {
    const { status, body, trace } = await shop.placeOrder(shop.order('tok_declined'));

    expect(status).toBe(402);
    expect(body).toMatchObject({ code: 'PAYMENT_DECLINED', traceId: trace.traceId });
    const chargeCard = span('chargeCard', {
      status: 'UNSET',
      attributes: { 'payment.decline_code': 'insufficient_funds' },
      events: [],
      children: [
        span('POST', {
          kind: 'CLIENT',
          status: 'ERROR',
          attributes: { 'http.response.status_code': 402 },
          children: [],
        }),
      ],
    });
    await expect(trace).toMatchTrace(
      placing(402, [keyLookup, userLookup, failedPayment(402, chargeCard, 'UNSET')], {
        attributes: { 'nestjs.exception.status_code': 402 },
      }),
    );
  });

  it('is an error from the charge up to the root when the gateway fails', async () => {
    const { status, body, trace } = await shop.placeOrder(shop.order('tok_error'));

    expect(status).toBe(502);
    expect(body).toMatchObject({ code: 'PAYMENT_GATEWAY_UNAVAILABLE', traceId: trace.traceId });
    const chargeCard = span('chargeCard', {
      status: 'ERROR',
      attributes: { 'error.type': 'PaymentGatewayUnavailableError' },
      events: [
        {
          name: 'exception',
          attributes: { 'exception.stacktrace': /payments\/dist\/.*\.js:\d+:\d+/ },
        },
      ],
      children: [
        span('POST', { status: 'ERROR', attributes: { 'error.type': '500' }, children: [] }),
      ],
    });
    await expect(trace).toMatchTrace(
      placing(502, [keyLookup, userLookup, failedPayment(502, chargeCard, 'ERROR')], {
        status: 'ERROR',
      }),
    );
  });

  it('shows the call that timed out, and the question what became of it', async () => {
    const { status, body, trace } = await shop.placeOrder(shop.order('tok_hang'));

    expect(status).toBe(504);
    expect(body).toMatchObject({ code: 'PAYMENT_GATEWAY_TIMEOUT', traceId: trace.traceId });
    const chargeCard = span('chargeCard', {
      status: 'ERROR',
      attributes: { 'error.type': 'PaymentGatewayTimeoutError' },
      children: [
        span('POST', {
          status: 'ERROR',
          attributes: { 'error.type': 'TimeoutError', 'http.response.status_code': undefined },
          children: [],
        }),
        span('GET', {
          status: 'UNSET',
          attributes: { 'url.full': '*/charges?key=REDACTED' },
          children: [],
        }),
      ],
    });
    await expect(trace).toMatchTrace(
      placing(504, [keyLookup, userLookup, failedPayment(504, chargeCard, 'ERROR')], {
        status: 'ERROR',
      }),
    );
  });

  it('stops at the lookup of an unknown user, which is no error of users', async () => {
    const order = { ...shop.order(), userId: '00000000-0000-4000-8000-000000000000' };
    const { status, body, trace } = await shop.placeOrder(order);

    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'USER_UNKNOWN', traceId: trace.traceId });
    const unknownUser = span('GET', {
      status: 'ERROR',
      attributes: { 'http.response.status_code': 404 },
      children: [
        span('GET /users/:id', {
          service: 'users',
          status: 'UNSET',
          attributes: { 'http.response.status_code': 404 },
          children: [
            span('UsersController.findOne', {
              status: 'UNSET',
              children: [
                span('UsersService.findOne', {
                  status: 'UNSET',
                  attributes: { 'nestjs.exception.status_code': 404 },
                  events: [],
                  children: [span('SELECT users', { children: [] })],
                }),
              ],
            }),
          ],
        }),
      ],
    });
    await expect(trace).toMatchTrace(placing(422, [keyLookup, unknownUser]));
  });

  it('has no span below the server for a body that no handler sees', async () => {
    const { status, body, trace } = await shop.placeOrder({ ...shop.order(), items: [] });

    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'VALIDATION_FAILED', traceId: trace.traceId });
    await expect(trace).toMatchTrace(
      span('POST /orders', {
        status: 'UNSET',
        attributes: { 'http.response.status_code': 400 },
        events: [],
        children: [],
      }),
    );
  });

  it('leaves no order behind', async () => {
    const { body } = await shop.request('orders', `/orders?userId=${shop.userId}`);
    expect(body).toEqual([]);
  });
});
