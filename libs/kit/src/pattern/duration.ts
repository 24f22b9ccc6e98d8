import { InvalidDurationError } from './errors.js';

/** A length of time: a number is milliseconds; a text has its unit, as `'250 ms'`, `'1.5s'`, `'800 µs'` or `'2 min'`. */
export type Duration = number | string;

const NANOS_PER_UNIT: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  // Keyboards write either of the micro sign and the Greek letter mu.
  '\u00B5s': 1e3,
  '\u03BCs': 1e3,
  ms: 1e6,
  s: 1e9,
  min: 60e9,
};

/**
 * Returns a length of time in nanoseconds.
 * @throws {InvalidDurationError} when a number is negative or not finite, or a text is no number with a unit.
 */
export function toNanos(duration: Duration): bigint {
  const nanos = typeof duration === 'number' ? duration * 1e6 : parse(duration);
  if (nanos >= 0 && nanos < Infinity) return BigInt(Math.round(nanos));
  throw new InvalidDurationError(String(duration), "milliseconds, or a text such as '250 ms'");
}

function parse(text: string): number {
  const [, amount, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([a-z\u00B5\u03BC]+)\s*$/.exec(text) ?? [];
  return Number(amount) * (NANOS_PER_UNIT[unit] ?? NaN);
}

/** Writes nanoseconds as milliseconds with at most three decimals, such as `411 ms` or `0.85 ms`. */
export function formatMillis(nanos: bigint): string {
  return `${Number((Number(nanos) / 1e6).toFixed(3))} ms`;
}
