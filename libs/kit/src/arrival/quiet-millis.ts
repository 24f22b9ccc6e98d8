const MIN_QUIET_MILLIS = 250;
const MAX_QUIET_MILLIS = 2_000;

/**
 * Returns for how many milliseconds no span may arrive before a trace whose spans are not announced counts as complete:
 * 250, or `OTEL_BSP_SCHEDULE_DELAY` of this process's environment if it is longer, at most 2,000.
 */
export function defaultQuietMillis(environment: NodeJS.ProcessEnv = process.env): number {
  const delay = Number(environment['OTEL_BSP_SCHEDULE_DELAY'] ?? 0);
  if (!(delay > MIN_QUIET_MILLIS)) return MIN_QUIET_MILLIS;
  return Math.min(delay, MAX_QUIET_MILLIS);
}
