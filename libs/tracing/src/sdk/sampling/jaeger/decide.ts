import type { Context } from '@opentelemetry/api';
import {
  SamplingDecision,
  type SamplingResult,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import type { RateLimiter } from '#sdk/sampling/rate-limiter.js';
import { NOT_SAMPLED } from '#sdk/sampling/sampling-results.js';

/** Decides about one kind of span. */
export type Decide = (context: Context, traceId: string) => SamplingResult;

export function byRate(limiter: RateLimiter): Decide {
  const sampled = sampledBy('ratelimiting', limiter.perSecond);
  return () => (limiter.tryTake() ? sampled : NOT_SAMPLED);
}

export function byRatio(ratio: number): Decide {
  const sampler = new TraceIdRatioBasedSampler(ratio);
  const sampled = sampledBy('probabilistic', ratio);
  return (context, traceId) =>
    sampler.shouldSample(context, traceId).decision === SamplingDecision.NOT_RECORD
      ? NOT_SAMPLED
      : sampled;
}

/** What is sampled by the ratio counts for the lower bound, which so is reached, and not added. */
export function byRatioAtLeast(ratio: number, limiter: RateLimiter): Decide {
  const decideByRatio = byRatio(ratio);
  const sampled = sampledBy('lowerbound', ratio);
  return (context, traceId) => {
    const result = decideByRatio(context, traceId);
    const isTaken = limiter.tryTake();
    return result === NOT_SAMPLED && isTaken ? sampled : result;
  };
}

/**
 * Jaeger's adaptive sampling counts the root spans that say how they were sampled, and no others.
 *
 * @see https://github.com/jaegertracing/jaeger/blob/main/internal/sampling/samplingstrategy/adaptive/README.md
 */
function sampledBy(type: string, param: number): SamplingResult {
  return Object.freeze({
    decision: SamplingDecision.RECORD_AND_SAMPLED,
    attributes: Object.freeze({ [ATTR_SAMPLER_TYPE]: type, [ATTR_SAMPLER_PARAM]: param }),
  });
}

const ATTR_SAMPLER_TYPE = 'sampler.type';
const ATTR_SAMPLER_PARAM = 'sampler.param';
