import { type Duration, toNanos } from './duration.js';
import { InvalidDurationError } from './errors.js';

/**
 * What is expected of the duration of a span: a comparison, such as `'<= 250 ms'` or `'> 1 s'`, a range, such as
 * `'10 ms..2 s'`, or the least and the most that it may be, each of which is allowed.
 */
export type DurationPattern =
  string | { readonly min?: Duration | undefined; readonly max?: Duration | undefined };

interface Bounds {
  /** Nanoseconds. */
  readonly min: bigint;
  /** Nanoseconds; `undefined` when there is no upper bound. */
  readonly max: bigint | undefined;
}

/** @throws {InvalidDurationError} when the pattern cannot be read. */
export function requireDurationPattern(pattern: DurationPattern): void {
  toBounds(pattern);
}

/**
 * Returns whether a duration in nanoseconds is as expected.
 * @throws {InvalidDurationError} when the pattern cannot be read.
 */
export function matchesDuration(pattern: DurationPattern, nanos: bigint): boolean {
  const { min, max } = toBounds(pattern);
  return nanos >= min && (max === undefined || nanos <= max);
}

/** Writes a pattern as a comparison or a range, such as `<= 250 ms`. */
export function formatDurationPattern(pattern: DurationPattern): string {
  if (typeof pattern === 'string') return pattern;
  const { min, max } = pattern;
  if (min === undefined) return `<= ${withUnit(max)}`;
  return max === undefined ? `>= ${withUnit(min)}` : `${withUnit(min)}..${withUnit(max)}`;
}

function withUnit(duration: Duration = Infinity): string {
  return typeof duration === 'number' ? `${duration} ms` : duration;
}

function toBounds(pattern: DurationPattern): Bounds {
  if (typeof pattern === 'string') return parse(pattern);
  const { min = 0, max } = pattern;
  return { min: toNanos(min), max: max === undefined ? undefined : toNanos(max) };
}

const EXPECTED = "a comparison, such as '<= 250 ms', or a range, such as '10 ms..2 s'";

function parse(text: string): Bounds {
  const [from, to] = text.split('..', 2);
  if (from !== undefined && to !== undefined) return { min: toNanos(from), max: toNanos(to) };
  const [, sign, limit = ''] = /^\s*([<>]=?)(.*)$/.exec(text) ?? [];
  if (sign === undefined) throw new InvalidDurationError(text, EXPECTED);
  const nanos = toNanos(limit);
  switch (sign) {
    case '<':
      return { min: 0n, max: nanos - 1n };
    case '<=':
      return { min: 0n, max: nanos };
    case '>':
      return { min: nanos + 1n, max: undefined };
    default:
      return { min: nanos, max: undefined };
  }
}
