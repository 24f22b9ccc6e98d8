import { MAX_NAME_LENGTH, replaceElements } from '#span/capture/cut-text.js';
import { redactText } from '#span/capture/redaction.js';
import { REDACTED } from '#span/capture/sensitive-text.js';

const ABSOLUTE_FORM = /^([a-z][a-z\d+.-]*):\/\/(?:[^/?#]*@)?([^/?#]*)/i;

/** The scheme and the authority of an absolute URL. */
export interface Origin {
  readonly scheme: string;
  /** The host and the port, without credentials. */
  readonly authority: string;
}

/**
 * Reads the scheme and the authority of a URL, or of a request target in absolute form, which overrules the `Host`
 * header (RFC 9112 §3.2.2). Returns `undefined` for any other request target.
 */
export function parseOrigin(target: string): Origin | undefined {
  if (target.startsWith('/')) return undefined;
  const [, scheme, authority] = ABSOLUTE_FORM.exec(target) ?? [];
  return scheme === undefined || authority === undefined ? undefined : { scheme, authority };
}

/** Returns the path of a request target in origin form (`/a?b`) or absolute form (`http://host/a?b`). */
export function pathnameOf(target: string): string {
  const path = target.startsWith('/') ? target : target.replace(ABSOLUTE_FORM, '');
  return cutAt(cutAt(path, '?'), '#') || '/';
}

function cutAt(text: string, end: '?' | '#'): string {
  const index = text.indexOf(end);
  return index === -1 ? text : text.slice(0, index);
}

/** Shortens a path to the length that a span may export. `...` stands for the segments that do not fit. */
export function cutPath(path: string): string {
  return replaceElements(path, '/', (segment) => segment);
}

/** Returns the query string of a request target with every value replaced; `undefined` if there is none. */
export function redactedQueryOf(target: string): string | undefined {
  const start = target.indexOf('?');
  if (start === -1 || start === target.length - 1) return undefined;
  const query = target.slice(start + 1).split('#', 1)[0] ?? '';
  return replaceElements(query, '&', redactPair);
}

function redactPair(pair: string): string {
  const end = pair.indexOf('=');
  if (end === -1) return REDACTED;
  // `join` makes a copy. In a template string, V8 would hold the whole target, of which the key is a slice.
  return [redactText(pair.slice(0, end), MAX_NAME_LENGTH), REDACTED].join('=');
}

/** Matches a path segment that a developer wrote, such as `orders`, `v1` or `pay-pal`, and no parameter's value. */
const LITERAL_SEGMENT = /^(?:[a-z][a-z_-]{0,31}|v\d{1,3})$/i;

/**
 * Returns `url.full` of a CLIENT span: `origin`, and the path and the query of `target` in redacted form. The client
 * does not know the route, so each segment that may be a parameter (an ID, a token, an address) is replaced, and so
 * is every value of the query.
 */
export function redactedUrl(origin: string, target: string): string {
  const path = replaceElements(pathnameOf(target), '/', redactSegment);
  const query = redactedQueryOf(target);
  return query === undefined ? `${origin}${path}` : `${origin}${path}?${query}`;
}

function redactSegment(segment: string): string {
  return segment === '' || LITERAL_SEGMENT.test(segment) ? segment : REDACTED;
}
