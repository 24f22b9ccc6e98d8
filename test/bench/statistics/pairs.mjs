import { median } from '../parts/median.mjs';
import { summarize } from './summary.mjs';

/**
 * Compares what was measured in pairs, a burst of the base beside one of the other, so that whatever else the machine did
 * meets both. Returns the median of the ratios, their spread, and the median of the differences.
 *
 * @param pairs the two figures of each pair: `base` and `own`
 */
export function comparePairs(pairs) {
  const ratios = summarize(pairs.map(({ base, own }) => own / base));
  return {
    ratio: ratios.median,
    ratioSpread: ratios.spread,
    added: median(pairs.map(({ base, own }) => own - base)),
  };
}
