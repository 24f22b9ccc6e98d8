import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import { isSamplingForced } from '#span/context/forced-sampling.js';
import { OwnSampler, toOwnSampler } from './own-sampler.js';
import type { SamplingQuestion } from './sampling-question.js';
import { SAMPLED } from '#sdk/recorder/sampling-results.js';

/** Samples every span whose sampling is forced, and leaves the decision about others to another sampler. */
export class ForcedSampler extends OwnSampler {
  readonly #otherwise: OwnSampler;

  constructor(otherwise: Sampler) {
    super();
    this.#otherwise = toOwnSampler(otherwise);
  }

  decide(question: SamplingQuestion): SamplingResult {
    return isSamplingForced(question.context) ? SAMPLED : this.#otherwise.decide(question);
  }

  toString(): string {
    return `Forced{otherwise=${this.#otherwise.toString()}}`;
  }
}
