/** Admits at most `maxPerSecond` events in any period of one second. */
export class PerSecondLimit {
  /**
   * The times of the last admissions, in milliseconds of a monotonic clock; the oldest is at the index
   * `next`.
   */
  readonly #admitted: Float64Array;
  #next = 0;
  readonly #clock: () => number;

  constructor(maxPerSecond: number, clock: () => number = () => performance.now()) {
    this.#clock = clock;
    this.#admitted = new Float64Array(maxPerSecond).fill(-Infinity);
  }

  /** Admits an event and counts it, unless the limit is reached. Returns whether the event was admitted. */
  admit(): boolean {
    const admitted = this.#admitted;
    const next = this.#next;
    const oldest = admitted[next];
    const time = this.#clock();
    if (oldest === undefined || time - oldest < 1_000) return false;
    admitted[next] = time;
    this.#next = (next + 1) % admitted.length;
    return true;
  }
}
