import { setGlobalErrorHandler } from '@opentelemetry/core';

const REPORT_INTERVAL_MILLIS = 60_000;

/**
 * Writes failing exports to standard error, at most one line a minute whatever `OTEL_LOG_LEVEL` says.
 * The SDK alone would drop the spans without a word.
 */
export function reportFailures(): void {
  let silentUntil = 0;
  let suppressed = 0;
  setGlobalErrorHandler((failure) => {
    const now = performance.now();
    if (now < silentUntil) {
      suppressed++;
      return;
    }
    const before = suppressed > 0 ? ` (${suppressed} more failures in the last minute)` : '';
    console.error(`[@traced/nest] Spans could not be exported: ${reasonOf(failure)}${before}`);
    silentUntil = now + REPORT_INTERVAL_MILLIS;
    suppressed = 0;
  });
}

function reasonOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
