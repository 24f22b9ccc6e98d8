/** One run of ten: enough to find what breaks often, at a tenth of the time. */
const SHARE = 0.1;

/** What `fc.assert` takes beside the property. */
interface GeneratedRuns {
  readonly numRuns: number;
  readonly seed?: number;
}

/**
 * Says how often a property is tried: a tenth of `count` by `npm test`, all of it by
 * `npm run test:long`. A failure prints its seed, which repeats it:
 * `GENERATED_SEED=<seed> npm run jest -- <file>`, with `GENERATED_RUNS=all` if that was set.
 *
 * @param count how often the property has to hold, as its requirement says
 * @example
 * fc.assert(fc.property(fc.string(), isRoundTrip), generatedRuns(1_000));
 */
export function generatedRuns(count: number): GeneratedRuns {
  const { GENERATED_RUNS, GENERATED_SEED } = process.env;
  return {
    numRuns: GENERATED_RUNS === 'all' ? count : Math.ceil(count * SHARE),
    ...(GENERATED_SEED && { seed: Number(GENERATED_SEED) }),
  };
}
