import { afterEach, describe, expect, it } from '@jest/globals';
import { readBaggageHosts } from './read-baggage-hosts.js';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

const HOSTS = [
  'users',
  'users.shop.svc',
  '10.0.0.7',
  'fd00::7',
  'api.example.com',
  '192.0.2.7',
  '',
];

function hostsThatGetIt(setting?: string): string[] {
  if (setting !== undefined) process.env['TRACING_BAGGAGE_HOSTS'] = setting;
  return HOSTS.filter(readBaggageHosts());
}

describe('readBaggageHosts', () => {
  it('gives baggage to hosts in private networks by default', () => {
    expect(hostsThatGetIt()).toEqual(['users', 'users.shop.svc', '10.0.0.7', 'fd00::7']);
    const isGiven = readBaggageHosts();
    expect(
      ['localhost', 'a.localhost', 'a.local', 'a.b.internal', '127.0.0.1'].every(isGiven),
    ).toBe(true);
    expect(['internal.example', 'local.example.com', '8.8.8.8', '2001:db8::1'].some(isGiven)).toBe(
      false,
    );
  });

  it('gives it to all, to none, or to those that are listed', () => {
    expect(hostsThatGetIt('all')).toEqual(HOSTS);
    expect(hostsThatGetIt('none')).toEqual([]);
    expect(hostsThatGetIt('*.example.com, 192.0.2.0/24')).toEqual(['api.example.com', '192.0.2.7']);
  });

  it.each(['http://users', '10.0.0.0/33', 'a,,b'])('refuses %s', (value) => {
    process.env['TRACING_BAGGAGE_HOSTS'] = value;
    expect(() => readBaggageHosts()).toThrow(
      expect.objectContaining({
        code: 'TRACING_INVALID_ENVIRONMENT',
        subject: 'TRACING_BAGGAGE_HOSTS',
      }),
    );
  });
});
