import { loggingErrorHandler, setGlobalErrorHandler } from '@opentelemetry/core';

const REPORT_INTERVAL_MILLIS = 60_000;

/**
 * Writes what fails within OpenTelemetry to standard error, at most one line a minute whatever
 * `OTEL_LOG_LEVEL` says: processors and exporters of the application, and those of metrics. The SDK alone
 * would pass over it without a word. Spans have the queue's own lines.
 *
 * @returns leaves it to the SDK again. Which handler is set, nobody can ask: it may be an application's own
 */
export function reportFailures(): () => void {
  const byDefault = loggingErrorHandler();
  let isReporting = true;
  let silentUntil = 0;
  let suppressed = 0;
  setGlobalErrorHandler((failure) => {
    if (!isReporting) return byDefault(failure);
    const now = performance.now();
    if (now < silentUntil) {
      suppressed++;
      return;
    }
    const before = suppressed > 0 ? ` (${suppressed} more failures in the last minute)` : '';
    console.error(`[@traced/nest] OpenTelemetry failed: ${reasonOf(failure)}${before}`);
    silentUntil = now + REPORT_INTERVAL_MILLIS;
    suppressed = 0;
  });
  return () => {
    isReporting = false;
  };
}

function reasonOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
