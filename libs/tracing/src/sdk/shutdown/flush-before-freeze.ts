import type { ExportQueue } from '#sdk/export/export-queue.js';
import { waitAtMost } from './wait-at-most.js';

/** The time in milliseconds during which calls return at once after an export that failed or was late. */
const PAUSE_MILLIS = 30_000;

/**
 * Creates a function that exports all finished spans before the process may be frozen, and waits for
 * it. After an export that failed or was late, calls return at once for 30 seconds, so that an
 * unreachable collector delays one answer and not all of them; the queue goes on by itself meanwhile.
 *
 * @param flush passes all finished spans to the exporters, once
 * @returns a function of the longest time to wait, in milliseconds, which never rejects
 */
export function createFlushBeforeFreeze(
  flush: () => Promise<void>,
  queue: Pick<ExportQueue, 'forceFlush' | 'status'> | undefined,
): (maxMillis: number) => Promise<void> {
  let pausedUntil = 0;

  return async (maxMillis) => {
    if (performance.now() < pausedUntil) return;
    const isInTime = await waitAtMost(flushTwice(), maxMillis);
    if (!isInTime || isFailing()) pausedUntil = performance.now() + PAUSE_MILLIS;
  };

  /**
   * Flushes again after a failure: the connection of the first attempt may not have survived the last
   * freeze.
   */
  async function flushTwice(): Promise<void> {
    await flush();
    if (isFailing()) await queue?.forceFlush();
  }

  function isFailing(): boolean {
    return queue?.status.failingSince !== undefined;
  }
}
