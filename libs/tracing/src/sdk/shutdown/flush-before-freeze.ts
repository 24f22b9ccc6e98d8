import type { ExportQueue } from '#sdk/export/export-queue.js';
import { waitAtMost } from './wait-at-most.js';

/** For how long nobody waits for exports after one that failed or was late. */
const PAUSE_MILLIS = 30_000;

/**
 * Exports what has ended while somebody waits for it, as the process may be frozen next. So that a
 * collector that is away delays one answer and not all of them, nobody waits for some time after an
 * export that failed or was late; the queue goes on by itself meanwhile.
 *
 * @param flush hands everything to the exporters once
 * @returns takes the milliseconds to wait at most; never rejects
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

  /** The connection of the first attempt may not have outlived the last freeze. */
  async function flushTwice(): Promise<void> {
    await flush();
    if (isFailing()) await queue?.forceFlush();
  }

  function isFailing(): boolean {
    return queue?.status.failingSince !== undefined;
  }
}
