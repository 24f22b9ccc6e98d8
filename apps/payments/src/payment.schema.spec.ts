import { describe, expect, it } from '@jest/globals';
import { createPayment } from './payment.schema.js';

const PAYMENT = {
  userId: '0b0f4a5e-6f0e-4f6a-9f55-3c1d2a7b8c9d',
  amountCents: 100,
  currency: 'EUR',
  card: { token: 'tok_ok' },
};

describe('createPayment', () => {
  it('takes whole cents of an ISO 4217 currency', () => {
    expect(createPayment.parse(PAYMENT)).toEqual(PAYMENT);
  });

  it.each([
    { amountCents: 0 },
    { amountCents: 0.5 },
    { amountCents: 100_000_001 },
    { amountCents: '100' },
    { currency: 'EURO' },
    { card: { token: '4111 1111 1111 1111' } },
  ])('refuses %j', (change) => {
    expect(createPayment.safeParse({ ...PAYMENT, ...change }).success).toBe(false);
  });
});
