import { setTimeout } from 'node:timers/promises';

/**
 * The time in milliseconds after which waiting fails. It is below
 * the time-out of a test, which could not say what was missing.
 */
const PATIENCE_SECONDS = 60;

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
  // By a clock that no test sets.
  const [begun] = process.hrtime();
  while (!condition()) {
    if (process.hrtime()[0] - begun > PATIENCE_SECONDS) {
      throw new Error(`Expected within ${PATIENCE_SECONDS} s: ${describe()}`);
    }
    await setTimeout(1);
  }
}
