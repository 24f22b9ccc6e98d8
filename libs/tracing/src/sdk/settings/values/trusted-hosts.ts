import { BlockList, isIP } from 'node:net';
import type { Callee } from '#span/ports.js';

/**
 * The loopback addresses, and the networks that RFC 1918, 3927, 4193, 4291 and 6598 reserve for private
 * use.
 */
export const PRIVATE_NETWORKS: readonly string[] = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '100.64.0.0/10',
  '::1',
  'fc00::/7',
  'fe80::/10',
];

/**
 * Creates a function that says whether a server is one of `hosts`: IP addresses, networks such as
 * `10.0.0.0/8`, names, and all names below a domain, such as `*.internal`.
 */
export function trustedHosts(hosts: readonly string[]): (callee: Callee) => boolean {
  const isInNetworks = inNetworks(hosts);
  return ({ host, address = '' }) =>
    hosts.some((name) => isNamed(host.toLowerCase(), name)) ||
    isInNetworks(host) ||
    isInNetworks(address);
}

/** Creates a function that says whether an IP address is one of `hosts`, or in a network among them. */
export function inNetworks(hosts: readonly string[]): (address: string) => boolean {
  const networks = new BlockList();
  for (const host of hosts) addNetwork(networks, host);
  return (address) => isIP(address) !== 0 && networks.check(address, familyOf(address));
}

/** Whether `host` is an IP address or a network. */
export function isNetwork(host: string): boolean {
  const [address = '', prefix] = host.split('/');
  if (isIP(address) === 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bitsOf(address));
}

/** Whether `host` is a host name, or a pattern for all names below a domain. */
export function isHostName(host: string): boolean {
  return /^(?:\*\.)?(?:[a-z\d_-]+\.)*[\d-]*[a-z_][a-z\d_-]*$/i.test(host);
}

function isNamed(host: string, name: string): boolean {
  return name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name;
}

function addNetwork(networks: BlockList, host: string): void {
  if (!isNetwork(host)) return;
  const [address = '', prefix = bitsOf(address)] = host.split('/');
  networks.addSubnet(address, Number(prefix), familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}

function bitsOf(address: string): number {
  return isIP(address) === 4 ? 32 : 128;
}
