import { setImmediate } from 'node:timers/promises';

const PATIENCE_MILLIS = 5_000;

/** Lets the process go on until `condition` holds, or for five seconds: what is asserted next then fails. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE_MILLIS;
  while (performance.now() < deadline && !condition()) await setImmediate();
}
