import { describe, expect, it } from '@jest/globals';
import { environment } from './payments.config.js';

const REQUIRED = {
  DATABASE_URL: 'postgres://payments@localhost:5432/payments',
  CARD_GATEWAY_URL: 'http://localhost:3003',
};

describe('environment', () => {
  it('waits 3 seconds for the card gateway by default', () => {
    expect(environment.parse(REQUIRED)).toEqual({
      ...REQUIRED,
      HOST: '127.0.0.1',
      PORT: 3002,
      CARD_GATEWAY_TIMEOUT_MILLIS: 3_000,
    });
  });

  it.each([
    ['DATABASE_URL', undefined],
    ['CARD_GATEWAY_URL', 'gateway:3003'],
    ['CARD_GATEWAY_TIMEOUT_MILLIS', '0'],
  ])('names %s when it is %p', (name, value) => {
    const { error } = environment.safeParse({ ...REQUIRED, [name]: value });

    expect(error?.issues).toMatchObject([{ path: [name] }]);
  });
});
