import { readSetting } from '#sdk/settings/read-setting.js';

/** Which dropped spans are exported after all. */
export interface KeepSettings {
  readonly slowMillis: number;
  /** The budget of failed spans, and another one of the same size of slow spans. */
  readonly maxPerSecond: number;
  /** The budget of spans that are exported because their callee's was. */
  readonly maxDownstreamPerSecond: number;
  /** Names, addresses and networks of callees that are believed; `undefined`: private networks. */
  readonly trusted: readonly string[] | undefined;
}

/** @returns `undefined` if none is */
export function readKeep(): KeepSettings | undefined {
  if (readSetting('TRACING_KEEP') === 'none') return undefined;
  return {
    slowMillis: readSetting('TRACING_KEEP_SLOW_MS'),
    maxPerSecond: readSetting('TRACING_KEEP_MAX_PER_SECOND'),
    maxDownstreamPerSecond: readSetting('TRACING_KEEP_DOWNSTREAM_MAX_PER_SECOND'),
    trusted: readSetting('TRACING_KEEP_TRUSTED'),
  };
}
