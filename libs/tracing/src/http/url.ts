import { MAX_NAME_LENGTH, replaceElements } from '#span/capture/cut-text.js';
import { redactText } from '#span/capture/redaction.js';
import { REDACTED } from '#span/capture/sensitive-text.js';

const ABSOLUTE_FORM = /^([a-z][a-z\d+.-]*):\/\/(?:[^/?#]*@)?([^/?#]*)/i;

export interface Origin {
  readonly scheme: string;
  /** Host and port, without credentials. */
  readonly authority: string;
}

/**
 * Where a URL, or a request target in absolute form, points to; such a target overrules the `Host`
 * header (RFC 9112 §3.2.2). `undefined` for any other.
 */
export function parseOrigin(target: string): Origin | undefined {
  if (target.startsWith('/')) return undefined;
  const [, scheme, authority] = ABSOLUTE_FORM.exec(target) ?? [];
  return scheme === undefined || authority === undefined ? undefined : { scheme, authority };
}

/** The path of a request target in origin form (`/a?b`) or absolute form (`http://host/a?b`). */
export function pathnameOf(target: string): string {
  const path = target.startsWith('/') ? target : target.replace(ABSOLUTE_FORM, '');
  const end = path.search(/[?#]/);
  return (end === -1 ? path : path.slice(0, end)) || '/';
}

/** A path as it may be exported: `...` stands for the segments that are too many, or too long. */
export function cutPath(path: string): string {
  return replaceElements(path, '/', (segment) => segment);
}

/** The query string of a request target, each value replaced; `undefined` if there is none. */
export function redactedQueryOf(target: string): string | undefined {
  const start = target.indexOf('?');
  if (start === -1 || start === target.length - 1) return undefined;
  const query = target.slice(start + 1).split('#', 1)[0] ?? '';
  return replaceElements(query, '&', redactPair);
}

function redactPair(pair: string): string {
  const end = pair.indexOf('=');
  if (end === -1) return REDACTED;
  // Joined, and so a copy: a template would go on holding the target that the key is part of.
  return [redactText(pair.slice(0, end), MAX_NAME_LENGTH), REDACTED].join('=');
}

/** A segment that a developer wrote, rather than one that was filled in: `orders`, `v1`, `pay-pal`. */
const LITERAL_SEGMENT = /^(?:[a-z][a-z_-]{0,31}|v\d{1,3})$/i;

/**
 * `origin` and path for `url.full` of a client span. The client does not know the route, so each
 * segment that may be a parameter (an id, a token, an address) is replaced, as is the query string.
 */
export function redactedUrl(origin: string, target: string): string {
  const path = replaceElements(pathnameOf(target), '/', redactSegment);
  const query = redactedQueryOf(target);
  return query === undefined ? `${origin}${path}` : `${origin}${path}?${query}`;
}

function redactSegment(segment: string): string {
  return segment === '' || LITERAL_SEGMENT.test(segment) ? segment : REDACTED;
}
