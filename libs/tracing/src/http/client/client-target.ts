import type { Attributes } from '@opentelemetry/api';
import { ATTR_URL_FULL } from '@opentelemetry/semantic-conventions';
import { methodAttributes } from '#http/request-method.js';
import { hostOf, serverAttributes } from '#http/server-address.js';
import { parseOrigin, redactedUrl } from '#http/url.js';

/** A request that leaves this process. */
export interface ClientTarget {
  readonly method: string;
  /** Of the server that it is sent to. */
  readonly origin: string;
  /** As it is sent: `/orders?id=1`; to a proxy, `http://host/orders`, or `host:port` by `CONNECT`. */
  readonly path: string;
}

/** What a CLIENT span says of its request, with everything that may be a parameter redacted. */
export function targetAttributes({ method, origin, path }: ClientTarget): Attributes {
  const { scheme, authority } = parseOrigin(path) ??
    parseOrigin(origin) ?? { scheme: '', authority: '' };
  return {
    ...methodAttributes(method),
    ...serverAttributes(authority, scheme === 'https' ? 443 : 80),
    [ATTR_URL_FULL]: method === 'CONNECT' ? path : redactedUrl(`${scheme}://${authority}`, path),
  };
}

/** The name or address of the server that a request is meant for: not of a proxy that carries it there. */
export function targetHost({ origin, path }: Omit<ClientTarget, 'method'>): string {
  return hostOf((parseOrigin(path) ?? parseOrigin(origin))?.authority ?? '');
}
