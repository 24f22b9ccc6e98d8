import { loggingErrorHandler, setGlobalErrorHandler } from '@opentelemetry/core';
import { OnceAMinute } from '#span/once-a-minute.js';

/** The largest number of texts with a limit of their own, as texts that contain an id are never the same. */
const MAX_REASONS = 100;

/**
 * Reports the errors of OpenTelemetry on standard error, at most one line a minute for each reason,
 * whatever `OTEL_LOG_LEVEL` says. They are errors of the application's processors and exporters, and of
 * metrics, which the SDK alone would not report. The queue reports those of its own exports itself.
 *
 * @returns a function that leaves errors to the SDK again. It removes no handler, as the API does not
 *   say which one is set, and it may be one of the application
 */
export function reportErrors(): () => void {
  const byDefault = loggingErrorHandler();
  const limit = new OnceAMinute(MAX_REASONS);
  let isReporting = true;
  setGlobalErrorHandler((failure) => {
    if (!isReporting) return byDefault(failure);
    const reason = reasonOf(failure);
    const suppressed = limit.admit(reason);
    if (suppressed === undefined) return;
    const before = suppressed > 0 ? ` (and ${suppressed} times before)` : '';
    console.error(`[@traced/nest] OpenTelemetry failed: ${reason}${before}`);
  });
  return () => {
    isReporting = false;
  };
}

function reasonOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
