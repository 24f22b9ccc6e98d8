import { InvalidSpanCountError } from './errors.js';

/** How many spans are expected: exactly so many, or at least `min`, by default 0, and at most `max`, by default any number. */
export type SpanCount = number | { readonly min?: number; readonly max?: number };

/** The bounds of a {@link SpanCount}. */
export interface CountBounds {
  readonly min: number;
  /** `Infinity` when there is no upper bound. */
  readonly max: number;
}

/**
 * Returns the bounds of a count.
 * @throws {InvalidSpanCountError} unless 0 <= min <= max, both integers, and one of them is given.
 */
export function toCountBounds(count: SpanCount): CountBounds {
  const { min = 0, max = Infinity } =
    typeof count === 'number' ? { min: count, max: count } : count;
  const isBound = min > 0 || max < Infinity;
  const isWhole = Number.isSafeInteger(min) && (max === Infinity || Number.isSafeInteger(max));
  if (isBound && isWhole && min >= 0 && min <= max) return { min, max };
  throw new InvalidSpanCountError(min, max);
}

/** Writes a number of spans with their unit, as `1 span` or `3 spans`. */
export function formatSpans(count: number): string {
  return count === 1 ? '1 span' : `${count} spans`;
}
