import { EventEmitter, once } from 'node:events';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/** A timer this late shows that the process was not running, so that nothing could arrive. */
const LATE_MILLIS = 10;

/** How many turns of the event loop it takes until bytes that were waiting in a socket have become spans. */
const TURNS_FOR_WAITING_BYTES = 4;

/** Wakes those who wait for an arrival, by any key, such as the id of a trace. */
export class Wakeups {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  /** Wakes all who wait for the key. */
  wake(key: string): void {
    this.#emitter.emit(key);
  }

  /**
   * Waits until the key is woken, for at most `withinMillis`. Time in which this process did not run does not count:
   * when a timer fires late, what is waiting in the sockets has not been read.
   * @returns Whether the key was woken; `false` when the time was over before.
   */
  async wait(key: string, withinMillis: number): Promise<boolean> {
    const waiting = new AbortController();
    const { signal } = waiting;
    try {
      return await Promise.race([
        once(this.#emitter, key, { signal }).then(() => true),
        silence(withinMillis, signal).then(() => false),
      ]);
    } finally {
      waiting.abort();
    }
  }
}

async function silence(millis: number, signal: AbortSignal): Promise<void> {
  const lateMillis = await sleepAndMeasure(millis, signal);
  if (lateMillis > LATE_MILLIS) await sleep(Math.min(lateMillis, millis), undefined, { signal });
  for (let turn = 0; turn < TURNS_FOR_WAITING_BYTES; turn++) await nextTurn(undefined, { signal });
}

/** Sleeps, and returns by how many milliseconds the timer was late. */
async function sleepAndMeasure(millis: number, signal: AbortSignal): Promise<number> {
  const due = performance.now() + millis;
  await sleep(millis, undefined, { signal });
  return performance.now() - due;
}
