import { setTimeout } from 'node:timers/promises';

/** A net under what never comes, below the time-out of a test, which could not say what was missing. */
const PATIENCE_MILLIS = 60_000;

/**
 * Waits until `condition` returns `true`, asking about every millisecond.
 *
 * @param describe what is missing, asked after a minute in vain; the condition's own text by default
 * @throws {Error} after that minute
 */
export async function until(
  condition: () => boolean,
  describe: () => string = () => condition.toString(),
): Promise<void> {
  const deadline = performance.now() + PATIENCE_MILLIS;
  while (!condition()) {
    if (performance.now() > deadline) {
      throw new Error(`Expected within ${PATIENCE_MILLIS / 1_000} s: ${describe()}`);
    }
    await setTimeout(1);
  }
}
