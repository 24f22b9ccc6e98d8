import { median } from '../parts/median.mjs';

/**
 * Returns the value below which the share `share` of the values lies, a number from 0 to 1, interpolated between the two
 * values next to it.
 */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const above = Math.ceil(position);
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
}

/** Returns the median of the values and their spread: the width of the range in which the middle half of them lies. */
export function summarize(values) {
  return { median: median(values), spread: quantile(values, 0.75) - quantile(values, 0.25) };
}
