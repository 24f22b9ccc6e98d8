import { parseGlob } from './path-pattern.js';

/** The paths of health checks and metrics, which are requested every few seconds. Their traces would be noise. */
export const DEFAULT_EXCLUDED_PATHS: readonly string[] = [
  '/health',
  '/health/*',
  '/healthz',
  '/livez',
  '/readyz',
  '/metrics',
];

/**
 * Creates a function that returns whether a pathname matches one of `patterns`, in which `*` stands for any characters.
 */
export function createPathMatcher(patterns: readonly string[]): (pathname: string) => boolean {
  const globs = patterns.map(parseGlob);
  return (pathname) => globs.some((glob) => glob.matches(pathname));
}
