import { describe, expect, it } from '@jest/globals';
import { PRIVATE_NETWORKS, isHostName, isNetwork, trustedHosts } from './trusted-hosts.js';

describe('trustedHosts', () => {
  it.each([
    ['127.0.0.1', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['10.1.2.3', true],
    ['172.16.0.1', true],
    ['172.32.0.1', false],
    ['192.168.255.255', true],
    ['100.64.0.1', true],
    ['169.254.1.1', true],
    ['fd00::1', true],
    ['fe80::1', true],
    ['8.8.8.8', false],
    ['::ffff:8.8.8.8', false],
    ['2001:db8::1', false],
    ['', false],
    [undefined, false],
  ])('finds %s among private networks: %s', (address, expected) => {
    const isTrusted = trustedHosts(PRIVATE_NETWORKS);
    expect(isTrusted({ host: 'payments', address })).toBe(expected);
  });

  it('finds what is listed, by name or by address', () => {
    const isTrusted = trustedHosts(['payments', '*.internal', '203.0.113.7', '2001:db8::/32']);
    const peers: [string, string, boolean][] = [
      ['payments', '8.8.8.8', true],
      ['PAYMENTS', '8.8.8.8', true],
      ['users', '8.8.8.8', false],
      ['a.b.internal', '8.8.8.8', true],
      ['internal', '8.8.8.8', false],
      ['evil-internal', '8.8.8.8', false],
      ['users', '203.0.113.7', true],
      ['users', '203.0.113.8', false],
      ['users', '2001:db8::7', true],
      ['users', '127.0.0.1', false],
    ];
    for (const [host, address, expected] of peers) {
      expect([host, address, isTrusted({ host, address })]).toEqual([host, address, expected]);
    }
  });

  it('says what can be listed', () => {
    const names = [
      'payments',
      '*.internal',
      'a-b.c_d',
      '10.0.0.0/33',
      '10.0.0',
      'a b',
      '*',
      'http://a',
    ];
    expect(names.filter(isHostName)).toEqual(['payments', '*.internal', 'a-b.c_d']);
    const networks = ['10.0.0.0/8', '::/0', '1.2.3.4', '1.2.3.4/33', '::1/129', '1.2.3.4/', 'x/8'];
    expect(networks.filter(isNetwork)).toEqual(['10.0.0.0/8', '::/0', '1.2.3.4']);
  });
});
