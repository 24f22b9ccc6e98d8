import { SpanKind } from '@opentelemetry/api';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import { ATTR_HTTP_REQUEST_METHOD, ATTR_URL_PATH } from '@opentelemetry/semantic-conventions';
import { OwnSampler, toOwnSampler } from '#sdk/sampling/own-sampler.js';
import { RatioSampler } from '#sdk/sampling/ratio-sampler.js';
import type { SamplingQuestion } from '#sdk/sampling/sampling-question.js';
import type { SamplingRule } from '#sdk/settings/values/sampling-rule.js';

/**
 * Samples a request that begins a trace by the first rule that it matches, and any other span by
 * another sampler.
 */
export class RulesSampler extends OwnSampler {
  readonly #rules: readonly (SamplingRule & { readonly sampler: OwnSampler })[];
  readonly #otherwise: OwnSampler;

  constructor(rules: readonly SamplingRule[], otherwise: Sampler) {
    super();
    this.#otherwise = toOwnSampler(otherwise);
    this.#rules = rules.map((rule) => ({ ...rule, sampler: new RatioSampler(rule.ratio) }));
  }

  decide(question: SamplingQuestion): SamplingResult {
    return (this.#samplerOf(question) ?? this.#otherwise).decide(question);
  }

  toString(): string {
    const rules = this.#rules.map(({ text }) => text).join(';');
    return `Rules{${rules}, otherwise=${this.#otherwise.toString()}}`;
  }

  #samplerOf(question: SamplingQuestion): OwnSampler | undefined {
    if (question.parent || question.spanKind !== SpanKind.SERVER) return undefined;
    const { [ATTR_HTTP_REQUEST_METHOD]: method, [ATTR_URL_PATH]: path } = question.attributes;
    if (typeof path !== 'string') return undefined;
    for (const rule of this.#rules) {
      if ((rule.method === undefined || rule.method === method) && rule.path.matches(path))
        return rule.sampler;
    }
    return undefined;
  }
}
