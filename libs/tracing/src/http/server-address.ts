import type { Attributes } from '@opentelemetry/api';
import { ATTR_SERVER_ADDRESS, ATTR_SERVER_PORT } from '@opentelemetry/semantic-conventions';

/** The host and the port of `host:port`, `[::1]:port` or `host`. */
const AUTHORITY = /^(?:\[([\da-f:.]+)\]|([^\s:/?#@[\]]+))(?::(\d{1,5}))?$/i;

/** A name of 253 characters (RFC 1035 §2.3.4), or an address, and a port. */
const MAX_LENGTH = 260;

/**
 * Where a request goes, by its `Host` header or the like; nothing of one that is no host. It may be
 * whatever somebody wrote into a header.
 *
 * @param defaultPort of the scheme, if that is known for certain: a proxy may have changed it
 */
export function serverAttributes(authority = '', defaultPort?: number): Attributes {
  const [, ipv6, name, port] = (authority.length <= MAX_LENGTH && AUTHORITY.exec(authority)) || [];
  const address = ipv6 ?? name;
  if (address === undefined) return {};
  return { [ATTR_SERVER_ADDRESS]: address, [ATTR_SERVER_PORT]: port ? Number(port) : defaultPort };
}

/**
 * The name or address in an authority such as `users:3000` or `[::1]:3000`, in lower case and without
 * brackets; the empty string for what is no authority.
 */
export function hostOf(authority: string): string {
  const [, ipv6, name = ''] = AUTHORITY.exec(authority) ?? [];
  return (ipv6 ?? name).toLowerCase();
}
