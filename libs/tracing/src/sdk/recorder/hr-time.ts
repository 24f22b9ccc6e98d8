import type { HrTime, TimeInput } from '@opentelemetry/api';

const NANOS_PER_SECOND = 1e9;

/** A number of milliseconds above it is a time since the Unix epoch, as no process runs for 31 years. */
const LONGEST_UPTIME_MILLIS = 1e12;

/** Converts milliseconds to seconds and nanoseconds, which are rounded to the nearest one. */
export function hrTimeOfMillis(millis: number): HrTime {
  return [Math.trunc(millis / 1_000), Math.round((millis % 1_000) * 1e6)];
}

/** Returns the sum of two times. */
export function addTimes(one: HrTime, other: HrTime): HrTime {
  const nanos = one[1] + other[1];
  const carry = nanos >= NANOS_PER_SECOND ? 1 : 0;
  return [one[0] + other[0] + carry, nanos - carry * NANOS_PER_SECOND];
}

/** Returns the time from `start` to `end`. It is negative in its seconds if `end` is earlier. */
export function durationBetween(start: HrTime, end: HrTime): HrTime {
  const nanos = end[1] - start[1];
  const borrow = nanos < 0 ? 1 : 0;
  return [end[0] - start[0] - borrow, nanos + borrow * NANOS_PER_SECOND];
}

/** Whether `value` is a time of the API: a number of milliseconds, a `Date`, or seconds and nanoseconds. */
export function isTime(value: unknown): value is TimeInput {
  return typeof value === 'number' || value instanceof Date || isHrTime(value);
}

function isHrTime(value: unknown): value is HrTime {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    typeof value[0] === 'number' &&
    typeof value[1] === 'number'
  );
}

/**
 * Converts a time of the API to seconds and nanoseconds since the Unix epoch. A number that is not above
 * `performance.now()` is a time by that clock.
 *
 * @param drift the milliseconds by which the wall clock is ahead of that clock, see {@link measureDrift}
 * @returns `undefined` if `time` is none
 */
export function readTime(time: unknown, drift: number): HrTime | undefined {
  if (typeof time === 'number') {
    return isUptime(time) ? timeOfUptime(time, drift) : hrTimeOfMillis(time);
  }
  if (time instanceof Date) return hrTimeOfMillis(time.getTime());
  return isHrTime(time) ? time : undefined;
}

/** Measures by how many milliseconds the wall clock, which may have been set, is ahead of `performance.now()`. */
export function measureDrift(): number {
  return Date.now() - (performance.now() + performance.timeOrigin);
}

function isUptime(millis: number): boolean {
  return millis < LONGEST_UPTIME_MILLIS && millis <= performance.now();
}

function timeOfUptime(millis: number, drift: number): HrTime {
  return addTimes(hrTimeOfMillis(performance.timeOrigin), hrTimeOfMillis(millis + drift));
}
