import type { SamplingResult } from '@opentelemetry/sdk-trace';
import type { RateLimiter } from '#sdk/sampling/rate-limiter.js';
import { RatioSampler } from '#sdk/sampling/ratio-sampler.js';
import type { SamplingQuestion } from '#sdk/sampling/sampling-question.js';
import { NOT_SAMPLED, SAMPLED } from '#sdk/recorder/sampling-results.js';

/** Decides whether a span of one operation is sampled. */
export type Decide = (question: SamplingQuestion) => SamplingResult;

/** Returns a decision that samples as many spans as `limiter` lets through. */
export function byRate(limiter: RateLimiter): Decide {
  const sampled = sampledBy('ratelimiting', limiter.perSecond);
  return () => (limiter.tryTake() ? sampled : NOT_SAMPLED);
}

/** Returns a decision that samples the ratio `ratio` of traces. */
export function byRatio(ratio: number): Decide {
  const sampler = new RatioSampler(ratio);
  const sampled = sampledBy('probabilistic', ratio);
  return (question) => (sampler.decide(question) === NOT_SAMPLED ? NOT_SAMPLED : sampled);
}

/**
 * Returns a decision that samples the ratio `ratio` of traces, and at least as many as `limiter` lets
 * through. Those that the ratio samples count towards that lower bound.
 */
export function byRatioAtLeast(ratio: number, limiter: RateLimiter): Decide {
  const decideByRatio = byRatio(ratio);
  const sampled = sampledBy('lowerbound', ratio);
  return (question) => {
    const result = decideByRatio(question);
    const isTaken = limiter.tryTake();
    return result === NOT_SAMPLED && isTaken ? sampled : result;
  };
}

/**
 * Returns the result for a sampled span, with attributes that say how it was sampled: Jaeger's adaptive
 * sampling counts only root spans that have them.
 *
 * @see
 *   https://github.com/jaegertracing/jaeger/blob/main/internal/sampling/samplingstrategy/adaptive/README.md
 */
function sampledBy(type: string, param: number): SamplingResult {
  return Object.freeze({
    ...SAMPLED,
    attributes: Object.freeze({ [ATTR_SAMPLER_TYPE]: type, [ATTR_SAMPLER_PARAM]: param }),
  });
}

const ATTR_SAMPLER_TYPE = 'sampler.type';
const ATTR_SAMPLER_PARAM = 'sampler.param';
