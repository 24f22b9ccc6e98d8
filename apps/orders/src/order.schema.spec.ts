import { describe, expect, it } from '@jest/globals';
import { fingerprint } from '@traced/service-defaults';
import { placeOrder, totalCents } from './order.schema.js';

const ITEM = { sku: 'book-1', quantity: 2, unitPriceCents: 1_250 };
const ORDER = {
  userId: '0b0f4a5e-6f0e-4f6a-9f55-3c1d2a7b8c9d',
  currency: 'EUR',
  items: [ITEM],
  card: { token: 'tok_ok' },
};

describe('totalCents', () => {
  it('adds up quantity times price', () => {
    expect(totalCents([ITEM, { sku: 'pen', quantity: 3, unitPriceCents: 99 }])).toBe(2_797);
  });
});

describe('placeOrder', () => {
  it.each([
    ['no items', { items: [] }],
    ['101 items', { items: Array.from({ length: 101 }, () => ITEM) }],
    ['a quantity of 0', { items: [{ ...ITEM, quantity: 0 }] }],
    ['half a cent', { items: [{ ...ITEM, unitPriceCents: 0.5 }] }],
    ['nothing to pay', { items: [{ ...ITEM, unitPriceCents: 0 }] }],
    ['more than a million to pay', { items: [{ ...ITEM, unitPriceCents: 50_000_001 }] }],
    ['a NUL in the SKU', { items: [{ ...ITEM, sku: 'a\u0000' }] }],
    ['a currency that is none', { currency: 'EUX' }],
    ['a currency in lower case', { currency: 'eur' }],
    ['a user that is no UUID', { userId: '42' }],
    ['no card', { card: undefined }],
  ])('refuses %s', (_, change) => {
    expect(placeOrder.safeParse({ ...ORDER, ...change }).success).toBe(false);
  });
});

describe('fingerprint', () => {
  it('is the same for bodies that differ in the order of properties or in unknown ones', () => {
    const { userId, ...rest } = ORDER;
    const shuffled = placeOrder.parse({ ...rest, unknown: true, userId });

    expect(fingerprint(shuffled)).toBe(fingerprint(placeOrder.parse(ORDER)));
  });

  it.each([{ currency: 'USD' }, { items: [ITEM, ITEM] }, { card: { token: 'tok_slow' } }])(
    'is another one for %j',
    (change) => {
      expect(fingerprint({ ...ORDER, ...change })).not.toBe(fingerprint(ORDER));
    },
  );
});
