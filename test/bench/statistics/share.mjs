/** So many standard deviations that one of a hundred million runs deviates by more. */
const DEVIATIONS = 6;

/**
 * Returns the least and the most spans that may arrive where each of so many requests is sampled by chance, each with
 * `spans` of them. A share of 0 or 1 leaves nothing to chance.
 */
export function spansExpected({ requests, share, spans }) {
  const mean = requests * share;
  const deviation = DEVIATIONS * Math.sqrt(mean * (1 - share));
  return {
    least: Math.max(0, Math.ceil(mean - deviation)) * spans,
    most: Math.floor(mean + deviation) * spans,
  };
}
