import { readSetting } from '#sdk/settings/read-setting.js';
import { PRIVATE_NETWORKS, trustedHosts } from '#sdk/settings/values/trusted-hosts.js';

/** Says whether a host, given by the name or the IP address in the URL of a request, gets the baggage. */
export type BaggageHosts = (host: string) => boolean;

/**
 * The domains that contain no public names: those of RFC 6761, RFC 6762 and RFC 8375, `internal`, which ICANN
 * has reserved, and `svc`, for the services of a Kubernetes cluster.
 */
const PRIVATE_DOMAINS = ['*.localhost', '*.local', '*.internal', '*.home.arpa', '*.svc'];

/**
 * Reads which hosts get the baggage: `all`, `none`, or a list. By default, hosts in private networks
 * get it: those with a private address, or a name that is not public, such as `users`, `localhost` or
 * `users.shop.svc`.
 *
 * @throws {TracingError} `TRACING_INVALID_ENVIRONMENT`, naming the variable
 */
export function readBaggageHosts(): BaggageHosts {
  const listed = readSetting('TRACING_BAGGAGE_HOSTS');
  if (listed === 'all') return () => true;
  if (listed === 'none') return () => false;
  if (listed) return among(listed);
  const isPrivate = among([...PRIVATE_NETWORKS, ...PRIVATE_DOMAINS]);
  return (host) => isSingleLabel(host) || isPrivate(host);
}

function among(hosts: readonly string[]): BaggageHosts {
  const isTrusted = trustedHosts(hosts);
  return (host) => isTrusted({ host, address: undefined });
}

/** Whether `host` is a name without a dot, which a resolver completes by a domain of its own network. */
function isSingleLabel(host: string): boolean {
  return host !== '' && !host.includes('.') && !host.includes(':');
}
