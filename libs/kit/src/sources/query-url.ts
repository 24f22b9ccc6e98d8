import { InvalidJaegerUrlError } from './errors.js';

/**
 * Parses the address of a query API.
 * @throws {InvalidJaegerUrlError} when `text` is not an `http:` or `https:` URL.
 */
export function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw new InvalidJaegerUrlError(text);
  return url;
}

/** Returns the address without credentials, query and a slash at the end, as errors may show it. */
export function addressOf({ origin, pathname }: URL): string {
  return origin + pathname.replace(/\/+$/, '');
}
