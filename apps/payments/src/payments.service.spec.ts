import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { IdempotencyKeyReusedError, fingerprint } from '@traced/service-defaults';
import type { CardGatewayClient, Outcome } from './card-gateway.client.js';
import { PaymentGatewayTimeoutError } from './payments.errors.js';
import type { Payment, PaymentsRepository } from './payments.repository.js';
import { PaymentsService } from './payments.service.js';

Logger.overrideLogger(false);

const REQUEST = {
  userId: '0b0f4a5e-6f0e-4f6a-9f55-3c1d2a7b8c9d',
  amountCents: 100,
  currency: 'EUR',
  card: { token: 'tok_ok' },
};

const PENDING: Payment = {
  id: '3f1f3a84-4a4e-4f7e-8c52-0f2d7f6f4a11',
  idempotencyKey: 'key',
  fingerprint: fingerprint(REQUEST),
  userId: REQUEST.userId,
  amountCents: 100,
  currency: 'EUR',
  status: 'pending',
  declineCode: null,
  createdAt: new Date(0),
};

/** Makes a service with one stored payment and a gateway that answers each charge with `outcome`. */
function setUp(stored: Payment, outcome: Outcome | Error) {
  const charged: string[] = [];
  const settled: string[] = [];
  const payments: Pick<PaymentsRepository, 'open' | 'settle' | 'countRecent'> = {
    open: () => Promise.resolve(stored),
    settle: (_, { status }) => Promise.resolve(void settled.push(status)),
    countRecent: () => Promise.resolve(1),
  };
  const gateway: Pick<CardGatewayClient, 'charge'> = {
    charge: (key) => {
      charged.push(key);
      return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
    },
  };
  const service = new PaymentsService(payments as PaymentsRepository, gateway as CardGatewayClient);
  return { charge: () => service.charge('key', REQUEST), charged, settled };
}

describe('PaymentsService', () => {
  it.each(['pending', 'failed'] as const)(
    'charges a %s payment, and settles it',
    async (status) => {
      const { charge, charged, settled } = setUp({ ...PENDING, status }, { status: 'succeeded' });

      expect(await charge()).toMatchObject({ id: PENDING.id, status: 'succeeded' });
      expect(charged).toEqual(['key']);
      expect(settled).toEqual(['succeeded']);
    },
  );

  it('settles a declined payment before it refuses it', async () => {
    const { charge, settled } = setUp(PENDING, { status: 'declined', declineCode: 'stolen' });

    await expect(charge()).rejects.toMatchObject({ status: 402, declineCode: 'stolen' });
    expect(settled).toEqual(['declined']);
  });

  it('marks a payment failed when the gateway gives no outcome', async () => {
    const failure = new PaymentGatewayTimeoutError(3_000);
    const { charge, settled } = setUp(PENDING, failure);

    await expect(charge()).rejects.toBe(failure);
    expect(settled).toEqual(['failed']);
  });

  it.each([
    [{ status: 'succeeded' }, { status: 'succeeded' }],
    [
      { status: 'declined', declineCode: 'stolen' },
      { status: 402, declineCode: 'stolen' },
    ],
  ] as const)('answers %j again without a charge', async (stored, answer) => {
    const { charge, charged, settled } = setUp({ ...PENDING, ...stored }, new Error());

    expect(await charge().catch((error: unknown) => error)).toMatchObject(answer);
    expect([...charged, ...settled]).toEqual([]);
  });

  it('refuses another body with a known key', async () => {
    const stored = { ...PENDING, fingerprint: fingerprint({ ...REQUEST, amountCents: 1 }) };
    const { charge, charged } = setUp(stored, { status: 'succeeded' });

    await expect(charge()).rejects.toBeInstanceOf(IdempotencyKeyReusedError);
    expect(charged).toEqual([]);
  });
});
