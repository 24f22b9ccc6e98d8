import { readSetting } from '#sdk/settings/read-setting.js';

/** The settings of late sampling: which unsampled spans are exported all the same. */
export interface LateSamplingSettings {
  /** Whether spans are exported because their work failed. */
  readonly failed: boolean;
  /** Whether spans are exported because their work was slow. */
  readonly slow: boolean;
  /** The duration from which on work is slow, in milliseconds. */
  readonly slowMillis: number;
  /** The budget of failed spans a second, and another one of the same size for slow spans. */
  readonly maxPerSecond: number;
  /** The budget of spans a second that are exported because a callee is. */
  readonly maxDownstreamPerSecond: number;
  /** The host names, addresses and networks of the callees that callers follow; `undefined`: private networks. */
  readonly trustedCallees: readonly string[] | undefined;
}

/** Reads the settings of late sampling; `undefined` if it is off. */
export function readLateSampling(): LateSamplingSettings | undefined {
  const reasons = readSetting('TRACING_LATE_SAMPLING');
  const [failed, slow] = [reasons.includes('error'), reasons.includes('slow')];
  if (!failed && !slow) return undefined;
  return {
    failed,
    slow,
    slowMillis: readSetting('TRACING_LATE_SAMPLING_SLOW_MILLIS'),
    maxPerSecond: readSetting('TRACING_LATE_SAMPLING_MAX_PER_SECOND'),
    maxDownstreamPerSecond: readSetting('TRACING_LATE_SAMPLING_DOWNSTREAM_MAX_PER_SECOND'),
    trustedCallees: readSetting('TRACING_LATE_SAMPLING_TRUSTED_CALLEES'),
  };
}
