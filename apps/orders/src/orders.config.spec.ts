import { describe, expect, it } from '@jest/globals';
import { environment } from './orders.config.js';

const REQUIRED = {
  DATABASE_URL: 'postgres://orders@localhost:5432/orders',
  USERS_URL: 'http://localhost:3001',
  PAYMENTS_URL: 'http://localhost:3002',
};

describe('environment', () => {
  it('waits longer for payments than payments may wait for the card gateway', () => {
    expect(environment.parse(REQUIRED)).toMatchObject({
      USERS_TIMEOUT_MILLIS: 3_000,
      PAYMENTS_TIMEOUT_MILLIS: 10_000,
    });
  });

  it.each(['DATABASE_URL', 'USERS_URL', 'PAYMENTS_URL'])('names %s when it is missing', (name) => {
    const { error } = environment.safeParse({ ...REQUIRED, [name]: undefined });

    expect(error?.issues).toMatchObject([{ path: [name] }]);
  });
});
