import {
  type Attributes,
  type Context,
  type Link,
  type SpanKind,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import { callerAddressOf } from '#span/context/caller-address.js';
import { PerSecondLimit } from './per-second-limit.js';
import type { TrustedCallersSettings } from '#sdk/environment/read-trusted-callers.js';
import { inNetworks } from '#sdk/settings/values/trusted-hosts.js';

/**
 * Samples by another sampler, which sees the sampling decisions of trusted callers only. The request of
 * an untrusted caller has its trace id and its parent, but its flag "sampled" is ignored, except for a
 * limited number of traces a second.
 */
export class TrustedCallersSampler implements Sampler {
  readonly #isTrusted: (address: string) => boolean;
  readonly #trustsBrokers: boolean;
  readonly #untrusted: PerSecondLimit;
  readonly #sampler: Sampler;

  constructor({ networks, untrustedMaxPerSecond }: TrustedCallersSettings, sampler: Sampler) {
    this.#sampler = sampler;
    this.#isTrusted = inNetworks(networks);
    this.#trustsBrokers = networks.length > 0;
    this.#untrusted = new PerSecondLimit(untrustedMaxPerSecond);
  }

  shouldSample(
    parent: Context,
    traceId: string,
    spanName: string,
    spanKind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    const followed = this.#follow(parent, attributes) ? parent : trace.deleteSpan(parent);
    return this.#sampler.shouldSample(followed, traceId, spanName, spanKind, attributes, links);
  }

  toString(): string {
    return `TrustedCallers{${this.#sampler.toString()}}`;
  }

  /** Decides whether to follow the caller's decision, which counts against the limit of untrusted callers. */
  #follow(parent: Context, attributes: Attributes): boolean {
    const caller = trace.getSpanContext(parent);
    if (!caller?.isRemote) return true;
    const address = callerAddressOf(parent, attributes);
    const isTrusted = address === undefined ? this.#trustsBrokers : this.#isTrusted(address);
    return isTrusted || ((caller.traceFlags & TraceFlags.SAMPLED) !== 0 && this.#untrusted.admit());
  }
}
