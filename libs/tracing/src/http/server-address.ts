import type { Attributes } from '@opentelemetry/api';
import { ATTR_SERVER_ADDRESS, ATTR_SERVER_PORT } from '@opentelemetry/semantic-conventions';

/** The host and the port of `host:port`, `[::1]:port` or `host`. */
const AUTHORITY = /^(?:\[([\da-f:.]+)\]|([^\s:/?#@[\]]+))(?::(\d{1,5}))?$/i;

/**
 * Where a request goes, by its `Host` header or the like; nothing of one that is no host. It may be
 * whatever somebody wrote into a header.
 *
 * @param defaultPort of the scheme, if that is known for certain: a proxy may have changed it
 */
export function serverAttributes(authority: string | undefined, defaultPort?: number): Attributes {
  const [, ipv6, name, port] = AUTHORITY.exec(authority ?? '') ?? [];
  const address = ipv6 ?? name;
  if (address === undefined) return {};
  return { [ATTR_SERVER_ADDRESS]: address, [ATTR_SERVER_PORT]: port ? Number(port) : defaultPort };
}
