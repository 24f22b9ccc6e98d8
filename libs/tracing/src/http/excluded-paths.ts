/** The paths of health checks and metrics, which are requested every few seconds. Their traces would be noise. */
export const DEFAULT_EXCLUDED_PATHS: readonly string[] = [
  '/health',
  '/health/*',
  '/healthz',
  '/livez',
  '/readyz',
  '/metrics',
];
