import { describe, expect, it } from '@jest/globals';
import { IdempotencyKeyReusedError, fingerprint } from '@traced/service-defaults';
import type { EntityManager } from 'typeorm';
import type { Order } from './order.entity.js';
import { UserUnknownError } from './orders.errors.js';
import type { OrdersRepository } from './orders.repository.js';
import { OrdersService } from './orders.service.js';
import type { PaymentsClient } from './payments.client.js';
import type { User, UsersClient } from './users.client.js';

const REQUEST = {
  userId: '0b0f4a5e-6f0e-4f6a-9f55-3c1d2a7b8c9d',
  currency: 'EUR',
  items: [{ sku: 'book', quantity: 2, unitPriceCents: 1_250 }],
  card: { token: 'tok_ok' },
};
const USER = { id: REQUEST.userId, name: 'Ada', email: 'ada@example.com', loyaltyPoints: 0 };
const PAYMENT = { id: '3f1f3a84-4a4e-4f7e-8c52-0f2d7f6f4a11' };
const FIRST: Order = {
  id: '9c39758e-9480-4237-8f84-84a9df820141',
  idempotencyKey: 'key',
  fingerprint: fingerprint(REQUEST),
  userId: REQUEST.userId,
  totalCents: 2_500,
  currency: 'EUR',
  paymentId: PAYMENT.id,
  status: 'placed',
  createdAt: new Date(0),
};

/** Makes a service in which the key belongs to the order `first`, and the users service knows `user`. */
function setUp({ first, user = USER }: { first?: Order; user?: User | null }) {
  const steps: string[] = [];
  const orders: Pick<OrdersRepository, 'holdKey' | 'insert'> = {
    holdKey: (_, work) => work(first, {} as EntityManager),
    insert: (_, order) => Promise.resolve(void steps.push(`insert ${order.paymentId}`)),
  };
  const users: Pick<UsersClient, 'find'> = { find: () => Promise.resolve(user) };
  const payments: Pick<PaymentsClient, 'charge'> = {
    charge: (key, { amountCents }) => {
      steps.push(`charge ${key} ${amountCents}`);
      return Promise.resolve(PAYMENT);
    },
  };
  const service = new OrdersService(
    orders as OrdersRepository,
    users as UsersClient,
    payments as PaymentsClient,
  );
  return { service, steps };
}

describe('OrdersService', () => {
  it('charges the total with the key, then stores the order', async () => {
    const { service, steps } = setUp({});

    expect(await service.place('key', REQUEST)).toMatchObject({
      userId: REQUEST.userId,
      items: REQUEST.items,
      totalCents: 2_500,
      paymentId: PAYMENT.id,
      status: 'placed',
    });
    expect(steps).toEqual(['charge key 2500', `insert ${PAYMENT.id}`]);
  });

  it('answers the first order again, without a charge or a second order', async () => {
    const { service, steps } = setUp({ first: FIRST });

    expect(await service.place('key', REQUEST)).toMatchObject({
      id: FIRST.id,
      items: REQUEST.items,
      createdAt: FIRST.createdAt,
    });
    expect(steps).toEqual([]);
  });

  it('refuses another body with the key of an order', async () => {
    const { service, steps } = setUp({ first: FIRST });

    const placing = service.place('key', { ...REQUEST, currency: 'USD' });

    await expect(placing).rejects.toBeInstanceOf(IdempotencyKeyReusedError);
    expect(steps).toEqual([]);
  });

  it('charges nothing for a user that is unknown', async () => {
    const { service, steps } = setUp({ user: null });

    await expect(service.place('key', REQUEST)).rejects.toBeInstanceOf(UserUnknownError);
    expect(steps).toEqual([]);
  });
});
