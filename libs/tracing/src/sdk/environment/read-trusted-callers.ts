import { readSetting } from '#sdk/settings/read-setting.js';

/** The callers whose sampling decisions are followed, if those of some callers are not. */
export interface TrustedCallersSettings {
  /**
   * The IP addresses and networks, such as `10.0.0.0/8`, of trusted callers; empty if no caller is
   * trusted.
   */
  readonly networks: readonly string[];
  /** The number of traces a second that all other callers together may have sampled by the flag "sampled". */
  readonly untrustedMaxPerSecond: number;
}

/**
 * Reads which callers are trusted.
 *
 * @returns `undefined` if every caller is trusted
 */
export function readTrustedCallers(): TrustedCallersSettings | undefined {
  const callers = readSetting('TRACING_TRUSTED_CALLERS');
  const untrustedMaxPerSecond = readSetting('TRACING_UNTRUSTED_MAX_PER_SECOND');
  if (callers === 'all') return undefined;
  return { networks: callers === 'none' ? [] : callers, untrustedMaxPerSecond };
}
