/** Health and metrics endpoints: asked every few seconds, of interest to nobody. */
export const DEFAULT_EXCLUDED_URLS: readonly string[] = [
  '/health',
  '/health/*',
  '/healthz',
  '/livez',
  '/readyz',
  '/metrics',
];

/** Tells whether a pathname matches one of `patterns`, in which `*` stands for any characters. */
export function excludedUrlMatcher(patterns: readonly string[]): (pathname: string) => boolean {
  if (patterns.length === 0) return () => false;
  const sources = patterns.map((pattern) => pattern.split('*').map(escape).join('.*'));
  const matcher = new RegExp(`^(?:${sources.join('|')})$`);
  return (pathname) => matcher.test(pathname);
}

function escape(literal: string): string {
  return literal.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}
