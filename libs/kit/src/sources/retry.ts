import { setTimeout as sleep } from 'node:timers/promises';
import { JaegerResponseError, JaegerUnreachableError } from './errors.js';

const FIRST_PAUSE_MILLIS = 100;
const LONGEST_PAUSE_MILLIS = 1_000;

/**
 * Returns for how many milliseconds to pause before another attempt, after `failures` attempts that failed, the last of
 * them with `error`: twice as long each time, at most 1 s, or as long as the server asks for. Returns `undefined` for an
 * error that another attempt would meet again.
 */
export function pauseMillis(error: unknown, failures: number): number | undefined {
  const isOfServer =
    error instanceof JaegerResponseError || error instanceof JaegerUnreachableError;
  if (!isOfServer || error.retryAfterMillis === undefined) return undefined;
  const pause = Math.min(FIRST_PAUSE_MILLIS * 2 ** (failures - 1), LONGEST_PAUSE_MILLIS);
  return Math.max(pause, error.retryAfterMillis);
}

/**
 * Calls `attempt` until it succeeds, with pauses, for at most `timeoutMillis`, and resolves with its result. Rejects with
 * the last error, at once if another attempt would meet it again.
 */
export async function retry<Result>(
  timeoutMillis: number,
  attempt: () => Promise<Result>,
): Promise<Result> {
  const deadline = performance.now() + timeoutMillis;
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      const pause = pauseMillis(error, failures);
      if (pause === undefined || performance.now() + pause > deadline) throw error;
      await sleep(pause);
    }
  }
}
