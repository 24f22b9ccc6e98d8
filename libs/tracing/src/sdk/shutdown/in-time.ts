import { globalErrorHandler } from '@opentelemetry/core';

const TIMEOUT_MILLIS = 5_000;

/** Waits for `work` for 5 seconds at most; its failure is reported. Returns whether it ended. */
export async function inTime(work: Promise<unknown>): Promise<boolean> {
  const timeout = Promise.withResolvers<boolean>();
  const timer = setTimeout(timeout.resolve, TIMEOUT_MILLIS, false);
  const ended = work.catch(globalErrorHandler).then(() => true);
  const isEnded = await Promise.race([ended, timeout.promise]);
  clearTimeout(timer);
  return isEnded;
}
