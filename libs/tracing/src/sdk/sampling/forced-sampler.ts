import type { Attributes, Context, Link, SpanKind } from '@opentelemetry/api';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import { isSamplingForced } from '#span/context/forced-sampling.js';
import { SAMPLED } from './sampling-results.js';

/** Samples every span whose sampling is forced, and leaves the decision about others to another sampler. */
export class ForcedSampler implements Sampler {
  readonly #otherwise: Sampler;

  constructor(otherwise: Sampler) {
    this.#otherwise = otherwise;
  }

  shouldSample(
    context: Context,
    traceId: string,
    spanName: string,
    spanKind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    if (isSamplingForced(context)) return SAMPLED;
    return this.#otherwise.shouldSample(context, traceId, spanName, spanKind, attributes, links);
  }

  toString(): string {
    return `Forced{otherwise=${this.#otherwise.toString()}}`;
  }
}
