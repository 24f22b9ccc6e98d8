import { globalErrorHandler } from '@opentelemetry/core';

const TIMEOUT_MILLIS = 5_000;

/**
 * Waits for `work`, keeping the process alive, for 5 seconds at most or for `millis`. Its failure is
 * reported. Returns whether it ended.
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
