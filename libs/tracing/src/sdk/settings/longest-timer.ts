/**
 * The longest time of a timer in milliseconds. A timer that is set for longer fires at once:
 * https://nodejs.org/api/timers.html
 */
export const LONGEST_TIMER_MILLIS = 2 ** 31 - 1;

/** Limits a time in milliseconds to the longest time of a timer. */
export function clampToTimer(millis: number): number {
  return Math.min(millis, LONGEST_TIMER_MILLIS);
}
