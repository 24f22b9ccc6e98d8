const MAX_DRIFT_MILLIS = 2;

let origin = performance.timeOrigin;

/**
 * Milliseconds since the Unix epoch, with their fraction: spans that start within one millisecond keep
 * their order. Runs on the monotonic clock, and follows the wall clock when that was set or slewed.
 */
export function now(): number {
  const elapsed = performance.now();
  // Date.now() leaves the fraction off, whose mean is a half.
  const wall = Date.now() + 0.5;
  const time = origin + elapsed;
  if (Math.abs(wall - time) < MAX_DRIFT_MILLIS) return time;
  origin = wall - elapsed;
  return wall;
}
