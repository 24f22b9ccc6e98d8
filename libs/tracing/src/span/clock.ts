const MAX_DRIFT_MILLIS = 10;

let origin = Date.now() - performance.now();

/**
 * Milliseconds since the Unix epoch, with their fraction: spans that start within one millisecond keep
 * their order. Runs on the monotonic clock, and follows the wall clock when that was set or slewed.
 */
export function now(): number {
  const elapsed = performance.now();
  const wall = Date.now();
  const time = origin + elapsed;
  if (Math.abs(wall - time) < MAX_DRIFT_MILLIS) return time;
  origin = wall - elapsed;
  return wall;
}
