import { readSetting } from '#sdk/settings/read-setting.js';

/** Whose sampling decisions are followed, where that is not everybody's. */
export interface TrustedCallersSettings {
  /** IP addresses, and networks such as `10.0.0.0/8`; empty where no caller is trusted. */
  readonly networks: readonly string[];
  /** How many traces all other callers together may start in a second by the flag "sampled". */
  readonly untrustedMaxPerSecond: number;
}

/** @returns `undefined` where every caller is trusted */
export function readTrustedCallers(): TrustedCallersSettings | undefined {
  const callers = readSetting('TRACING_TRUSTED_CALLERS');
  const untrustedMaxPerSecond = readSetting('TRACING_UNTRUSTED_MAX_PER_SECOND');
  if (callers === 'all') return undefined;
  return { networks: callers === 'none' ? [] : callers, untrustedMaxPerSecond };
}
