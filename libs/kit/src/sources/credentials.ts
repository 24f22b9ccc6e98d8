import { InvalidJaegerHeaderError } from './errors.js';

/** How to authenticate to Jaeger, or to the proxy before it. None of it appears in a message or an error. */
export interface JaegerOptions {
  /** The bearer token, which is sent as `Authorization`. Default: `JAEGER_TOKEN` of the environment. */
  readonly token?: string;
  /** Further headers, by their names. Those of the same name in `JAEGER_HEADERS` of the environment give way. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Headers to send with each request, and the texts in them that no message may show. */
export interface Credentials {
  readonly headers: Headers;
  readonly secrets: readonly string[];
}

/** The credentials for a server that needs none. */
export const NO_CREDENTIALS: Credentials = { headers: new Headers(), secrets: [] };

/**
 * Collects the headers for Jaeger from the user and password of its URL, from `JAEGER_HEADERS` (`key=value,…`, with values
 * that may be percent-encoded, as in `OTEL_EXPORTER_OTLP_HEADERS`), from the options and from the token. The later win.
 * @throws {InvalidJaegerHeaderError} when HTTP cannot send one of them.
 */
export function collectCredentials(
  url: URL,
  { token, headers: ownHeaders = {} }: JaegerOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Credentials {
  const headers = new Headers();
  const secrets = new Set<string>();
  const set = (origin: string, name: string, value: string, ...parts: readonly string[]): void => {
    setHeader(headers, origin, name, value);
    for (const secret of [value, ...parts]) secrets.add(secret);
  };

  const { username, password } = url;
  if (username !== '' || password !== '') {
    const [user, pass] = [decode('the URL', username), decode('the URL', password)];
    const basic = Buffer.from(`${user}:${pass}`).toString('base64');
    set('the URL', 'authorization', `Basic ${basic}`, basic, user, pass, username, password);
  }
  for (const [name, value] of parseHeaders(environment['JAEGER_HEADERS'] ?? '')) {
    set('JAEGER_HEADERS', name, value);
  }
  for (const [name, value] of Object.entries(ownHeaders)) set('the option headers', name, value);
  const bearer = token ?? environment['JAEGER_TOKEN'] ?? '';
  if (bearer !== '') {
    const origin = token === undefined ? 'JAEGER_TOKEN' : 'the option token';
    set(origin, 'authorization', `Bearer ${bearer}`, bearer);
  }
  secrets.delete('');
  // The longest first, so that no part of one is left when it holds another one.
  return { headers, secrets: [...secrets].toSorted((a, b) => b.length - a.length) };
}

// https://www.w3.org/TR/baggage/#header-content, without the properties after a semicolon.
function parseHeaders(text: string): [name: string, value: string][] {
  const entries = text.split(',').filter((entry) => entry.trim() !== '');
  return entries.map((entry, index) => {
    const [name = '', ...rest] = entry.split('=');
    if (rest.length === 0) {
      const reason = `no = in entry ${index + 1} of ${entries.length}`;
      throw new InvalidJaegerHeaderError('JAEGER_HEADERS', reason);
    }
    return [name.trim(), decode('JAEGER_HEADERS', rest.join('=').trim())];
  });
}

function decode(origin: string, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new InvalidJaegerHeaderError(origin, 'a percent sign that begins no encoded character');
  }
}

// The error of Headers quotes the value, so it is not even a cause.
function setHeader(headers: Headers, origin: string, name: string, value: string): void {
  try {
    headers.set(name, value);
  } catch {
    throw new InvalidJaegerHeaderError(origin, 'a name or a value with forbidden characters');
  }
}
