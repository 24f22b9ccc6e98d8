import type { Attributes } from '@opentelemetry/api';
import { ATTR_URL_FULL } from '@opentelemetry/semantic-conventions';
import { hostOf, methodAttributes, serverAttributes } from '#http/request-attributes.js';
import { parseOrigin, redactedUrl } from '#http/url.js';

/** The destination of a request that leaves this process. */
export interface ClientTarget {
  readonly method: string;
  /** The scheme, host and port of the server that the request is sent to, such as `http://users:3000`. */
  readonly origin: string;
  /**
   * The request target as it is sent: `/orders?id=1`; to a proxy, `http://host/orders`, or `host:port` by `CONNECT`.
   */
  readonly path: string;
}

/** Returns the attributes by which a CLIENT span describes its request. Whatever may be a parameter is redacted. */
export function targetAttributes({ method, origin, path }: ClientTarget): Attributes {
  const { scheme, authority } = parseOrigin(path) ??
    parseOrigin(origin) ?? { scheme: '', authority: '' };
  return {
    ...methodAttributes(method),
    ...serverAttributes(authority, scheme === 'https' ? 443 : 80),
    [ATTR_URL_FULL]: method === 'CONNECT' ? path : redactedUrl(`${scheme}://${authority}`, path),
  };
}

/** Returns the name or the address of the server that a request is meant for, never of a proxy on the way. */
export function targetHost({ origin, path }: Omit<ClientTarget, 'method'>): string {
  return hostOf((parseOrigin(path) ?? parseOrigin(origin))?.authority ?? '');
}
