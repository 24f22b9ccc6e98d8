import { once } from 'node:events';
import { type RequestListener, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ConfigService } from '@nestjs/config';
import { PaymentsClient } from './payments.client.js';

const CHARGE = {
  userId: '0b0f4a5e-6f0e-4f6a-9f55-3c1d2a7b8c9d',
  amountCents: 100,
  currency: 'EUR',
  card: { token: 'tok_ok' },
};

let payments: Server;

async function startPayments(
  listener: RequestListener,
  PAYMENTS_TIMEOUT_MILLIS = 60_000,
): Promise<PaymentsClient> {
  payments = createServer(listener).listen(0, '127.0.0.1');
  await once(payments, 'listening');
  const { port } = payments.address() as AddressInfo;
  const PAYMENTS_URL = `http://127.0.0.1:${port}`;
  return new PaymentsClient(new ConfigService({ PAYMENTS_URL, PAYMENTS_TIMEOUT_MILLIS }));
}

function answering(status: number, body: object): RequestListener {
  return (_, response) => void response.writeHead(status).end(JSON.stringify(body));
}

afterEach(() => {
  payments.closeAllConnections();
  payments.close();
});

describe('PaymentsClient', () => {
  it('sends the key with the charge, and returns the payment', async () => {
    const id = '3f1f3a84-4a4e-4f7e-8c52-0f2d7f6f4a11';
    let key: unknown;
    const client = await startPayments((request, response) => {
      key = request.headers['idempotency-key'];
      answering(201, { id })(request, response);
    });

    expect(await client.charge('key-1', CHARGE)).toEqual({ id });
    expect(key).toBe('key-1');
  });

  it.each([
    [402, 'PAYMENT_DECLINED'],
    [409, 'IDEMPOTENCY_KEY_REUSED'],
    [502, 'PAYMENT_GATEWAY_UNAVAILABLE'],
    [504, 'PAYMENT_GATEWAY_TIMEOUT'],
  ])("passes payments' own %i %s on", async (status, code) => {
    const client = await startPayments(answering(status, { status, code, detail: 'Why.' }));

    await expect(client.charge('key', CHARGE)).rejects.toMatchObject({
      status,
      errorCode: code,
      message: 'Why.',
    });
  });

  it.each([
    [500, { status: 500, code: 'INTERNAL_ERROR', detail: 'Why.' }],
    [503, { error: 'from a proxy' }],
    [201, { id: 'no UUID' }],
  ])('takes an answer %i %j for no usable one', async (status, body) => {
    const client = await startPayments(answering(status, body));

    await expect(client.charge('key', CHARGE)).rejects.toMatchObject({
      status: 502,
      errorCode: 'PAYMENTS_UNAVAILABLE',
    });
  });

  it('has the reason as its cause when nothing listens', async () => {
    const client = await startPayments(answering(201, {}));
    payments.close();
    await once(payments, 'close');

    await expect(client.charge('key', CHARGE)).rejects.toMatchObject({
      errorCode: 'PAYMENTS_UNAVAILABLE',
      cause: { code: 'ECONNREFUSED' },
    });
  });

  it('gives up after its timeout', async () => {
    const client = await startPayments(() => {}, 200);

    await expect(client.charge('key', CHARGE)).rejects.toMatchObject({
      status: 504,
      errorCode: 'PAYMENTS_TIMEOUT',
      timeoutMillis: 200,
    });
  });
});
