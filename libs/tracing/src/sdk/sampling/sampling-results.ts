import { SamplingDecision, type SamplingResult } from '@opentelemetry/sdk-trace';

/** One object for all: a sampler is asked at every request. */
export const NOT_SAMPLED: SamplingResult = Object.freeze({ decision: SamplingDecision.NOT_RECORD });
export const SAMPLED: SamplingResult = Object.freeze({
  decision: SamplingDecision.RECORD_AND_SAMPLED,
});
