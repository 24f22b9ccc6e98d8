import {
  type Attributes,
  type Context,
  type Link,
  SpanKind,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';
import {
  type Sampler,
  type SamplingResult,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import { ATTR_HTTP_REQUEST_METHOD, ATTR_URL_PATH } from '@opentelemetry/semantic-conventions';
import type { SamplingRule } from '#sdk/settings/values/sampling-rule.js';

/**
 * Samples a request that begins a trace by the first rule that it matches, and any other span by
 * another sampler.
 */
export class RulesSampler implements Sampler {
  readonly #rules: readonly (SamplingRule & {
    readonly sampler: TraceIdRatioBasedSampler;
  })[];
  readonly #otherwise: Sampler;

  constructor(rules: readonly SamplingRule[], otherwise: Sampler) {
    this.#otherwise = otherwise;
    this.#rules = rules.map((rule) => ({
      ...rule,
      sampler: new TraceIdRatioBasedSampler(rule.ratio),
    }));
  }

  shouldSample(
    context: Context,
    traceId: string,
    spanName: string,
    spanKind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    const sampler =
      spanKind === SpanKind.SERVER && isRoot(context) ? this.#samplerOf(attributes) : undefined;
    if (sampler) return sampler.shouldSample(context, traceId);
    return this.#otherwise.shouldSample(context, traceId, spanName, spanKind, attributes, links);
  }

  toString(): string {
    const rules = this.#rules.map(({ text }) => text).join(';');
    return `Rules{${rules}, otherwise=${this.#otherwise.toString()}}`;
  }

  #samplerOf(attributes: Attributes): TraceIdRatioBasedSampler | undefined {
    const method = attributes[ATTR_HTTP_REQUEST_METHOD];
    const path = attributes[ATTR_URL_PATH];
    if (typeof path !== 'string') return undefined;
    for (const rule of this.#rules) {
      if ((rule.method === undefined || rule.method === method) && rule.path.matches(path))
        return rule.sampler;
    }
    return undefined;
  }
}

function isRoot(context: Context): boolean {
  const parent = trace.getSpanContext(context);
  return !parent || !isSpanContextValid(parent);
}
