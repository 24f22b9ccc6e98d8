import { SamplingDecision, type SamplingResult } from '@opentelemetry/sdk-trace';

/** The result for an unsampled span: one object for all, as a sampler is called for every request. */
export const NOT_SAMPLED: SamplingResult = Object.freeze({ decision: SamplingDecision.NOT_RECORD });
/** The result for a sampled span. */
export const SAMPLED: SamplingResult = Object.freeze({
  decision: SamplingDecision.RECORD_AND_SAMPLED,
});
