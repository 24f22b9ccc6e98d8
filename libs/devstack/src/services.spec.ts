import { describe, expect, it } from '@jest/globals';
import { servicesBehind, serviceVariable } from './services.js';

describe('servicesBehind', () => {
  it('returns the service itself and all that it calls, directly or through another one', () => {
    expect([...servicesBehind('orders')].sort()).toEqual([
      'card-gateway',
      'orders',
      'payments',
      'users',
    ]);
  });

  it('leaves out the services that the service does not reach', () => {
    expect([...servicesBehind('payments')]).toEqual(['payments', 'card-gateway']);
    expect([...servicesBehind('users')]).toEqual(['users']);
  });
});

describe('serviceVariable', () => {
  it('writes the name of a service in upper case, with underscores', () => {
    expect(serviceVariable('card-gateway', 'URL')).toBe('CARD_GATEWAY_URL');
  });
});
