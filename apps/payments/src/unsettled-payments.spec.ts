import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { CardGatewayClient, Outcome } from './card-gateway.client.js';
import { PaymentGatewayUnavailableError } from './payments.errors.js';
import type { Payment, PaymentsRepository } from './payments.repository.js';
import { UnsettledPayments } from './unsettled-payments.js';

Logger.overrideLogger(false);

function unsettled(id: string, status: Payment['status']): Payment {
  return {
    id,
    idempotencyKey: `key-of-${id}`,
    fingerprint: '',
    userId: '',
    amountCents: 100,
    currency: 'EUR',
    status,
    declineCode: null,
    createdAt: new Date(0),
  };
}

/** Settles the payments `a` and `b`, for which the gateway answers what `find` returns. Returns what was stored. */
async function settle(
  status: Payment['status'],
  find: (key: string) => Outcome | undefined,
): Promise<string[]> {
  const settled: string[] = [];
  const payments: Pick<PaymentsRepository, 'findUnsettled' | 'settle'> = {
    findUnsettled: () => Promise.resolve([unsettled('a', status), unsettled('b', status)]),
    settle: (id, outcome) => Promise.resolve(void settled.push(`${id} ${outcome.status}`)),
  };
  const gateway: Pick<CardGatewayClient, 'find'> = { find: async (key) => find(key) };
  await new UnsettledPayments(
    payments as PaymentsRepository,
    gateway as CardGatewayClient,
  ).settleAll();
  return settled;
}

const chargedOnlyA = (key: string): Outcome | undefined =>
  key === 'key-of-a' ? { status: 'succeeded' } : undefined;

describe('UnsettledPayments', () => {
  it('takes the outcome of a pending payment from the gateway, none for failed', async () => {
    expect(await settle('pending', chargedOnlyA)).toEqual(['a succeeded', 'b failed']);
  });

  it('finds out that a failed payment was charged after all', async () => {
    expect(await settle('failed', chargedOnlyA)).toEqual(['a succeeded']);
  });

  it('leaves everything as it is when the gateway is down', async () => {
    const down = (): never => {
      throw new PaymentGatewayUnavailableError({ cause: 'ECONNREFUSED' });
    };

    expect(await settle('pending', down)).toEqual([]);
  });
});
