import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  HTTP_REQUEST_METHOD_VALUE_OTHER,
} from '@opentelemetry/semantic-conventions';
import { MAX_NAME_LENGTH, cutText } from '#span/capture/cut-text.js';
import { HTTP_METHODS } from './http-methods.js';

const KNOWN_METHODS = new Set<string>(HTTP_METHODS);

/** Returns the method as it stands in a span's name: `HTTP` for one that semantic conventions do not know. */
export function spanNameOf(method: string): string {
  return KNOWN_METHODS.has(method) ? method : 'HTTP';
}

/**
 * Returns the attributes of a request's method, in a new object to which the caller may add others.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/
 */
export function methodAttributes(method: string): Attributes {
  if (KNOWN_METHODS.has(method)) return { [ATTR_HTTP_REQUEST_METHOD]: method };
  return {
    [ATTR_HTTP_REQUEST_METHOD]: HTTP_REQUEST_METHOD_VALUE_OTHER,
    [ATTR_HTTP_REQUEST_METHOD_ORIGINAL]: cutText(method, MAX_NAME_LENGTH),
  };
}

/** Matches `host:port`, `[::1]:port` or `host`, and captures the host and the port. */
const AUTHORITY = /^(?:\[([\da-f:.]+)\]|([^\s:/?#@[\]]+))(?::(\d{1,5}))?$/i;

/** The length in characters of the longest name, 253 (RFC 1035 §2.3.4), with a colon and a port. */
const MAX_AUTHORITY_LENGTH = 260;

/**
 * Returns the attributes of the server that a request is sent to. They are empty if `authority` is no host and port,
 * as a client can write anything into a header.
 *
 * @param authority the `Host` header, `:authority` or the authority of a URL
 * @param defaultPort the default port of the scheme, if the scheme is certain: a proxy may have changed it
 */
export function serverAttributes(authority = '', defaultPort?: number): Attributes {
  const [, ipv6, name, port] =
    (authority.length <= MAX_AUTHORITY_LENGTH && AUTHORITY.exec(authority)) || [];
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
