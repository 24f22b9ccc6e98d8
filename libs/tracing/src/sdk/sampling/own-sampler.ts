import type { Attributes, Context, Link, SpanKind } from '@opentelemetry/api';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import { AskedQuestion, type SamplingQuestion } from './sampling-question.js';

/**
 * A sampler of this library. It can be asked before anything of the span exists, and reads of the question what it
 * decides by. An SDK asks it by OpenTelemetry's interface.
 */
export abstract class OwnSampler implements Sampler {
  /** Decides whether a span is sampled. */
  abstract decide(question: SamplingQuestion): SamplingResult;

  abstract toString(): string;

  shouldSample(
    context: Context,
    traceId: string,
    spanName: string,
    spanKind: SpanKind,
    attributes: Attributes,
    links: Link[] = [],
  ): SamplingResult {
    return this.decide(new AskedQuestion(context, traceId, spanName, spanKind, attributes, links));
  }
}

/** Returns `sampler` as one of this library: itself, or for one of the application a sampler that asks it. */
export function toOwnSampler(sampler: Sampler): OwnSampler {
  return sampler instanceof OwnSampler ? sampler : new ForeignSampler(sampler);
}

/** Asks a sampler of the application, which gets everything that OpenTelemetry's interface promises. */
class ForeignSampler extends OwnSampler {
  readonly #sampler: Sampler;

  constructor(sampler: Sampler) {
    super();
    this.#sampler = sampler;
  }

  decide(question: SamplingQuestion): SamplingResult {
    const { context, traceId, spanName, spanKind, attributes, links } = question;
    return this.#sampler.shouldSample(context, traceId, spanName, spanKind, attributes, links);
  }

  toString(): string {
    return this.#sampler.toString();
  }
}
