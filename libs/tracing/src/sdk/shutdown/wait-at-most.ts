import { globalErrorHandler } from '@opentelemetry/core';

const TIMEOUT_MILLIS = 5_000;

/**
 * Waits for `work`, by default for at most 5 seconds, and holds the process alive meanwhile. A failure
 * of `work` is reported to OpenTelemetry's error handler. Returns whether `work` has ended.
 *
 * @param millis the longest time to wait, in milliseconds
 */
export async function waitAtMost(
  work: Promise<unknown>,
  millis = TIMEOUT_MILLIS,
): Promise<boolean> {
  const timeout = Promise.withResolvers<boolean>();
  const timer = setTimeout(timeout.resolve, millis, false);
  const ended = work.catch(globalErrorHandler).then(() => true);
  const isEnded = await Promise.race([ended, timeout.promise]);
  clearTimeout(timer);
  return isEnded;
}
