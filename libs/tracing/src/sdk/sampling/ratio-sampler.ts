import type { SamplingResult } from '@opentelemetry/sdk-trace';
import { OwnSampler } from './own-sampler.js';
import type { SamplingQuestion } from './sampling-question.js';
import { NOT_SAMPLED, SAMPLED } from '#sdk/recorder/sampling-results.js';

const MAX_CHECKSUM = 0xffff_ffff;

/**
 * Samples a ratio of traces by their ids, as `TraceIdRatioBasedSampler` of OpenTelemetry's SDK for JavaScript does:
 * services that sample the same ratio sample the same traces, whichever of the two samplers they have. A trace that
 * begins here needs no id for that, but a random number only, to which the id is drawn later.
 */
export class RatioSampler extends OwnSampler {
  readonly #ratio: number;
  /** The number that the checksums of sampled traces, as unsigned numbers, are below. */
  readonly #bound: number;

  /** @param ratio a number from 0 to 1 */
  constructor(ratio: number) {
    super();
    this.#ratio = ratio;
    this.#bound = ratio === 1 ? MAX_CHECKSUM + 1 : Math.floor(ratio * MAX_CHECKSUM);
  }

  decide(question: SamplingQuestion): SamplingResult {
    return question.checksum >>> 0 < this.#bound ? SAMPLED : NOT_SAMPLED;
  }

  toString(): string {
    return `TraceIdRatioBased{${this.#ratio}}`;
  }
}
