import { SamplingDecision } from '@opentelemetry/api';
import type { SamplingResult } from '@opentelemetry/sdk-trace';

/** Makes a result by the enumeration of the API. That of the SDK has the same numbers, but would load the SDK. */
function resultOf(decision: SamplingDecision): SamplingResult {
  return Object.freeze({ decision }) as object as SamplingResult;
}

/** The result for an unsampled span: one object for all, as a sampler is called for every request. */
export const NOT_SAMPLED = resultOf(SamplingDecision.NOT_RECORD);
/** The result for a sampled span. */
export const SAMPLED = resultOf(SamplingDecision.RECORD_AND_SAMPLED);

/** Whether a sampler has decided that a span is not recorded. */
export function isRefusal({ decision }: SamplingResult): boolean {
  return decision === NOT_SAMPLED.decision;
}

/** Whether a sampler has decided that a span is recorded and exported. */
export function isSampled({ decision }: SamplingResult): boolean {
  return decision === SAMPLED.decision;
}
