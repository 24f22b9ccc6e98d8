import { setTimeout } from 'node:timers/promises';

const POLL_MILLIS = 25;

/**
 * Asks `condition` every 25 ms until it returns `true`, and returns `true` then; returns `false` once `timeoutMillis`
 * have passed. Rejects with an `AbortError` when `signal` aborts.
 */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  { timeoutMillis, signal }: { timeoutMillis: number; signal?: AbortSignal | undefined },
): Promise<boolean> {
  const deadline = Date.now() + timeoutMillis;
  while (!(await condition())) {
    if (Date.now() >= deadline) return false;
    await setTimeout(POLL_MILLIS, undefined, { signal });
  }
  return true;
}
