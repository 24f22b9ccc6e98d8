import type { SamplingDecision, SamplingResult } from '@opentelemetry/sdk-trace';

/** Decisions by their numbers: the enumeration of the SDK would load the SDK. */
const NOT_RECORD: SamplingDecision.NOT_RECORD = 0;
const RECORD_AND_SAMPLED: SamplingDecision.RECORD_AND_SAMPLED = 2;

/** The result for an unsampled span: one object for all, as a sampler is called for every request. */
export const NOT_SAMPLED: SamplingResult = Object.freeze({ decision: NOT_RECORD });
/** The result for a sampled span. */
export const SAMPLED: SamplingResult = Object.freeze({ decision: RECORD_AND_SAMPLED });

/** Whether a sampler wants nothing of a span to be recorded. */
export function isRefusal({ decision }: SamplingResult): boolean {
  return decision === NOT_RECORD;
}
