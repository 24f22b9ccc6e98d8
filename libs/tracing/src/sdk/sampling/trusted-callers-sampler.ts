import { TraceFlags } from '@opentelemetry/api';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import { callerAddressOf } from '#span/context/caller-address.js';
import { OwnSampler, toOwnSampler } from './own-sampler.js';
import { PerSecondLimit } from './per-second-limit.js';
import { QuestionWithoutParent, type SamplingQuestion } from './sampling-question.js';
import type { TrustedCallersSettings } from '#sdk/environment/read-trusted-callers.js';
import { inNetworks } from '#sdk/settings/values/trusted-hosts.js';

/**
 * Samples by another sampler, which sees the sampling decisions of trusted callers only. The request of
 * an untrusted caller has its trace id and its parent, but its flag "sampled" is ignored, except for a
 * limited number of traces a second.
 */
export class TrustedCallersSampler extends OwnSampler {
  readonly #isTrusted: (address: string) => boolean;
  readonly #trustsBrokers: boolean;
  readonly #untrusted: PerSecondLimit;
  readonly #sampler: OwnSampler;

  constructor({ networks, untrustedMaxPerSecond }: TrustedCallersSettings, sampler: Sampler) {
    super();
    this.#sampler = toOwnSampler(sampler);
    this.#isTrusted = inNetworks(networks);
    this.#trustsBrokers = networks.length > 0;
    this.#untrusted = new PerSecondLimit(untrustedMaxPerSecond);
  }

  decide(question: SamplingQuestion): SamplingResult {
    return this.#sampler.decide(
      this.#follow(question) ? question : new QuestionWithoutParent(question),
    );
  }

  toString(): string {
    return `TrustedCallers{${this.#sampler.toString()}}`;
  }

  /** Decides whether to follow the caller's decision, which counts against the limit of untrusted callers. */
  #follow(question: SamplingQuestion): boolean {
    const { parent } = question;
    if (!parent?.isRemote) return true;
    const address = callerAddressOf(question.context, question.attributes);
    const isTrusted = address === undefined ? this.#trustsBrokers : this.#isTrusted(address);
    return isTrusted || ((parent.traceFlags & TraceFlags.SAMPLED) !== 0 && this.#untrusted.admit());
  }
}
