import { parseGlob } from './path-pattern.js';

/** Health and metrics endpoints: asked every few seconds, of interest to nobody. */
export const DEFAULT_EXCLUDED_PATHS: readonly string[] = [
  '/health',
  '/health/*',
  '/healthz',
  '/livez',
  '/readyz',
  '/metrics',
];

/** Tells whether a pathname matches one of `patterns`, in which `*` stands for any characters. */
export function createPathMatcher(patterns: readonly string[]): (pathname: string) => boolean {
  const globs = patterns.map(parseGlob);
  return (pathname) => globs.some((glob) => glob.matches(pathname));
}
