import { median } from '../parts/median.mjs';

/**
 * Returns whether the figures of a warm-up stand still: whether the median of the last ten differs from that of the ten
 * before by less than the tolerance. A process whose code is still being compiled gets faster from one ten to the next.
 *
 * @param figures what was measured so far, the latest last
 */
export function standsStill(figures, { window = 10, tolerance = 0.02 } = {}) {
  if (figures.length < 2 * window) return false;
  const latest = median(figures.slice(-window));
  const before = median(figures.slice(-2 * window, -window));
  return Math.abs(latest / before - 1) < tolerance;
}
