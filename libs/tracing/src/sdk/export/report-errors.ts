import { loggingErrorHandler, setGlobalErrorHandler } from '@opentelemetry/core';
import { OnceAMinute } from '#span/once-a-minute.js';

/** Of texts that are never the same, as with an id in them, no more are told apart. */
const MAX_REASONS = 100;

/**
 * Writes what fails within OpenTelemetry to standard error, at most one line a minute of each reason, whatever
 * `OTEL_LOG_LEVEL` says: processors and exporters of the application, and those of metrics. The SDK alone
 * would pass over it without a word. Spans have the queue's own lines.
 *
 * @returns leaves it to the SDK again. Which handler is set, nobody can ask: it may be an application's own
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
