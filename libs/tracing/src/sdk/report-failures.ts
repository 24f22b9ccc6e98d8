import { loggingErrorHandler, setGlobalErrorHandler } from '@opentelemetry/core';

const REPORT_INTERVAL_MILLIS = 60_000;
/** Texts that are never the same, as with an id in them, have one limit together beyond so many. */
const MAX_REASONS = 100;
const OTHERS = 'other reasons';

/**
 * Writes what fails within OpenTelemetry to standard error, at most one line a minute of each reason, whatever
 * `OTEL_LOG_LEVEL` says: processors and exporters of the application, and those of metrics. The SDK alone
 * would pass over it without a word. Spans have the queue's own lines.
 *
 * @returns leaves it to the SDK again. Which handler is set, nobody can ask: it may be an application's own
 */
export function reportFailures(): () => void {
  const byDefault = loggingErrorHandler();
  const reports = new Map<string, Report>();
  let isReporting = true;
  setGlobalErrorHandler((failure) => {
    if (!isReporting) return byDefault(failure);
    const reason = reasonOf(failure);
    const key = reports.has(reason) || reports.size < MAX_REASONS ? reason : OTHERS;
    const report = reports.get(key) ?? { silentUntil: 0, suppressed: 0 };
    reports.set(key, report);
    tell(reason, report);
  });
  return () => {
    isReporting = false;
  };
}

interface Report {
  silentUntil: number;
  /** How often it was not told. */
  suppressed: number;
}

function tell(reason: string, report: Report): void {
  const now = performance.now();
  if (now < report.silentUntil) {
    report.suppressed++;
    return;
  }
  const before = report.suppressed > 0 ? ` (and ${report.suppressed} times before)` : '';
  console.error(`[@traced/nest] OpenTelemetry failed: ${reason}${before}`);
  report.silentUntil = now + REPORT_INTERVAL_MILLIS;
  report.suppressed = 0;
}

function reasonOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
