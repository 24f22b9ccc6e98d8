import { LONGEST_TIMER_MILLIS, clampToTimer } from '#sdk/settings/longest-timer.js';
import { readOtlpSetting } from '#sdk/settings/read-setting.js';

const DEFAULT_TIMEOUT_MILLIS = 10_000;

/** How one attempt to export goes, over any protocol. */
interface TransferOptions {
  readonly timeoutMillis: number;
  readonly compression: 'none' | 'gzip';
}

/** OpenTelemetry's own packages read the same, but pass over a time of 0, which is no limit. */
export function readTransferOptions(): TransferOptions {
  const timeoutMillis = readOtlpSetting('TIMEOUT') ?? DEFAULT_TIMEOUT_MILLIS;
  return {
    timeoutMillis: clampToTimer(timeoutMillis || LONGEST_TIMER_MILLIS),
    compression: readOtlpSetting('COMPRESSION') ?? 'none',
  };
}
