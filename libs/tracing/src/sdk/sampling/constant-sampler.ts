import type { SamplingResult } from '@opentelemetry/sdk-trace';
import { OwnSampler } from './own-sampler.js';
import { NOT_SAMPLED, SAMPLED } from '#sdk/recorder/sampling-results.js';

/** Gives the same answer about every span. */
class ConstantSampler extends OwnSampler {
  readonly #result: SamplingResult;
  readonly #name: string;

  constructor(result: SamplingResult, name: string) {
    super();
    this.#result = result;
    this.#name = name;
  }

  decide(): SamplingResult {
    return this.#result;
  }

  toString(): string {
    return this.#name;
  }
}

/** Samples every span. */
export const ALWAYS_ON: OwnSampler = new ConstantSampler(SAMPLED, 'AlwaysOnSampler');
/** Samples no span. */
export const ALWAYS_OFF: OwnSampler = new ConstantSampler(NOT_SAMPLED, 'AlwaysOffSampler');
