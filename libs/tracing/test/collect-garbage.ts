import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const MAX_TURNS = 100;

/** Collects garbage at each turn of the event loop until `isDone`, or in vain. */
export async function collectGarbage(isDone: () => boolean): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let turn = 0; turn < MAX_TURNS && !isDone(); turn += 1) {
    collect();
    await setImmediate();
  }
}
