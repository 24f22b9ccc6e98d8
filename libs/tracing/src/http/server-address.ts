import type { Attributes } from '@opentelemetry/api';
import { ATTR_SERVER_ADDRESS, ATTR_SERVER_PORT } from '@opentelemetry/semantic-conventions';

/** Matches `host:port`, `[::1]:port` or `host`, and captures the host and the port. */
const AUTHORITY = /^(?:\[([\da-f:.]+)\]|([^\s:/?#@[\]]+))(?::(\d{1,5}))?$/i;

/** The length in characters of the longest name, 253 (RFC 1035 §2.3.4), with a colon and a port. */
const MAX_LENGTH = 260;

/**
 * Returns the attributes of the server that a request is sent to. They are empty if `authority` is no host and port,
 * as a client can write anything into a header.
 *
 * @param authority the `Host` header, `:authority` or the authority of a URL
 * @param defaultPort the default port of the scheme, if the scheme is certain: a proxy may have changed it
 */
export function serverAttributes(authority = '', defaultPort?: number): Attributes {
  const [, ipv6, name, port] = (authority.length <= MAX_LENGTH && AUTHORITY.exec(authority)) || [];
  const address = ipv6 ?? name;
  if (address === undefined) return {};
  return { [ATTR_SERVER_ADDRESS]: address, [ATTR_SERVER_PORT]: port ? Number(port) : defaultPort };
}

/**
 * Returns the name or the address in an authority such as `users:3000` or `[::1]:3000`, in lower case and without
 * brackets. Returns the empty string for a text that is no authority.
 */
export function hostOf(authority: string): string {
  const [, ipv6, name = ''] = AUTHORITY.exec(authority) ?? [];
  return (ipv6 ?? name).toLowerCase();
}
