import { describe, expect, it } from '@jest/globals';
import { serviceEnvironment, serviceUrl, timeoutMillis } from './environment.js';

const DATABASE_URL = 'postgres://users@localhost:5432/users';

const environment = serviceEnvironment('users', { port: 3001 }).extend({
  ORDERS_URL: serviceUrl('http://localhost:3000').optional(),
  ORDERS_TIMEOUT_MILLIS: timeoutMillis(3_000),
});

describe('serviceEnvironment', () => {
  it('listens on loopback by default', () => {
    expect(environment.parse({ DATABASE_URL })).toEqual({
      HOST: '127.0.0.1',
      PORT: 3001,
      DATABASE_URL,
      ORDERS_TIMEOUT_MILLIS: 3_000,
    });
  });

  it.each([
    ['DATABASE_URL', undefined, 'a URL such as postgres://user@localhost:5432/users'],
    [
      'DATABASE_URL',
      'mysql://users@localhost/users',
      'a URL such as postgres://user@localhost:5432/users',
    ],
    ['PORT', '', 'a port from 0 to 65535'],
    ['PORT', '-1', 'a port from 0 to 65535'],
    ['PORT', '65536', 'a port from 0 to 65535'],
    ['HOST', '', 'a host name or address'],
    ['ORDERS_URL', 'orders:3000', 'a URL such as http://localhost:3000'],
    ...['0', '-1', '1.5', '1e3', ''].map(
      (value) => ['ORDERS_TIMEOUT_MILLIS', value, 'milliseconds from 1 to 999999'] as const,
    ),
  ])('names %s when it is %p, and what it expects', (name, value, expected) => {
    const { error } = environment.safeParse({ DATABASE_URL, [name]: value });

    expect(error?.issues).toMatchObject([{ path: [name], message: `expected ${expected}` }]);
  });
});
