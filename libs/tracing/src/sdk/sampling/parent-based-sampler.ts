import { TraceFlags } from '@opentelemetry/api';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import { OwnSampler, toOwnSampler } from './own-sampler.js';
import type { SamplingQuestion } from './sampling-question.js';
import { NOT_SAMPLED, SAMPLED } from '#sdk/recorder/sampling-results.js';

/** Follows the decision about the parent, local or remote, and asks another sampler about a span without one. */
export class ParentBasedSampler extends OwnSampler {
  readonly #root: OwnSampler;

  constructor(root: Sampler) {
    super();
    this.#root = toOwnSampler(root);
  }

  decide(question: SamplingQuestion): SamplingResult {
    const { parent } = question;
    if (!parent) return this.#root.decide(question);
    return parent.traceFlags & TraceFlags.SAMPLED ? SAMPLED : NOT_SAMPLED;
  }

  toString(): string {
    return `ParentBased{root=${this.#root.toString()}}`;
  }
}
