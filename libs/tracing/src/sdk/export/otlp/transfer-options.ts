import { LONGEST_TIMER_MILLIS, clampToTimer } from '#sdk/settings/longest-timer.js';
import { readOtlpSetting } from '#sdk/settings/read-setting.js';

const DEFAULT_TIMEOUT_MILLIS = 10_000;

/** The options of one attempt to export, over any protocol. */
interface TransferOptions {
  readonly timeoutMillis: number;
  readonly compression: 'none' | 'gzip';
}

/**
 * Reads the options. OpenTelemetry's own packages read them too, but ignore a timeout of 0, which means
 * no limit.
 */
export function readTransferOptions(): TransferOptions {
  const timeoutMillis = readOtlpSetting('TIMEOUT') ?? DEFAULT_TIMEOUT_MILLIS;
  return {
    timeoutMillis: clampToTimer(timeoutMillis || LONGEST_TIMER_MILLIS),
    compression: readOtlpSetting('COMPRESSION') ?? 'none',
  };
}
