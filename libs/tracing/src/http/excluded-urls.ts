/** Health and metrics endpoints: asked every few seconds, of interest to nobody. */
export const DEFAULT_EXCLUDED_URLS: readonly string[] = [
  '/health',
  '/health/*',
  '/healthz',
  '/livez',
  '/readyz',
  '/metrics',
];

/** A pattern without `*`, or what stands before the first, between them, and after the last. */
interface Wildcard {
  readonly start: string;
  readonly between: readonly string[];
  readonly end: string | undefined;
}

/** Tells whether a pathname matches one of `patterns`, in which `*` stands for any characters. */
export function excludedUrlMatcher(patterns: readonly string[]): (pathname: string) => boolean {
  const wildcards = patterns.map(parseWildcard);
  return (pathname) => wildcards.some((wildcard) => matches(wildcard, pathname));
}

function parseWildcard(pattern: string): Wildcard {
  const [start = '', ...rest] = pattern.split('*');
  return { start, between: rest.slice(0, -1), end: rest.at(-1) };
}

/** In time linear in the path, which is whatever somebody sends: a regular expression may go back and forth. */
function matches({ start, between, end }: Wildcard, pathname: string): boolean {
  if (end === undefined) return pathname === start;
  if (!pathname.startsWith(start)) return false;
  let from = start.length;
  for (const part of between) {
    const index = pathname.indexOf(part, from);
    if (index === -1) return false;
    from = index + part.length;
  }
  return pathname.length - end.length >= from && pathname.endsWith(end);
}
