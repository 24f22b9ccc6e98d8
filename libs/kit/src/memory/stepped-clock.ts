const EPOCH = 1_767_225_600_000_000_000n; // 2026-01-01T00:00:00Z
const NANOS_PER_MILLI = 1_000_000;

/** A clock that advances by the same step each time it is read, and at no other time. */
export class SteppedClock {
  readonly #step: bigint;
  #now = EPOCH;

  constructor(stepMillis: number) {
    this.#step = BigInt(Math.round(stepMillis * NANOS_PER_MILLI));
  }

  /** Returns the time, in nanoseconds since the Unix epoch, and advances by a step. */
  tick(): bigint {
    const now = this.#now;
    this.#now += this.#step;
    return now;
  }

  /** Sets the clock back to its first time. */
  reset(): void {
    this.#now = EPOCH;
  }
}
