import { LONGEST_TIMER_MILLIS, clampToTimer } from '#sdk/settings/longest-timer.js';
import { readOtlpSetting } from '#sdk/settings/read-setting.js';

const DEFAULT_TIMEOUT_MILLIS = 10_000;

/** The options of one attempt to export, over any protocol. */
export interface TransferOptions {
  readonly timeoutMillis: number;
  readonly compression: 'none' | 'gzip';
}

/** Reads the options from the environment. A timeout of 0 means no limit. */
export function readTransferOptions(): TransferOptions {
  const timeoutMillis = readOtlpSetting('TIMEOUT') ?? DEFAULT_TIMEOUT_MILLIS;
  return {
    timeoutMillis: clampToTimer(timeoutMillis || LONGEST_TIMER_MILLIS),
    compression: readOtlpSetting('COMPRESSION') ?? 'none',
  };
}
