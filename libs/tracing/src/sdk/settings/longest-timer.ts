/** A timer that is set for longer goes off at once: https://nodejs.org/api/timers.html */
export const LONGEST_TIMER_MILLIS = 2 ** 31 - 1;

/** As long as a timer can run. */
export function clampToTimer(millis: number): number {
  return Math.min(millis, LONGEST_TIMER_MILLIS);
}
