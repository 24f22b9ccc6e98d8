/**
 * Limits events to `perSecond` on average by a token bucket. The bucket holds the tokens of one second,
 * but at least one token, and is full at first. A rate of 0 lets nothing through.
 */
export class RateLimiter {
  readonly #capacity: number;
  #balance: number;
  #filledAt: number;
  readonly #now: () => number;

  constructor(
    readonly perSecond: number,
    now: () => number = monotonicMillis,
  ) {
    this.#now = now;
    this.#capacity = perSecond > 0 ? Math.max(perSecond, 1) : 0;
    this.#balance = this.#capacity;
    this.#filledAt = now();
  }

  /** Takes a token if there is one. Returns whether there was. */
  tryTake(): boolean {
    const now = this.#now();
    const earned = ((now - this.#filledAt) / 1_000) * this.perSecond;
    this.#filledAt = now;
    this.#balance = Math.min(this.#capacity, this.#balance + earned);
    if (this.#balance < 1) return false;
    this.#balance -= 1;
    return true;
  }
}

function monotonicMillis(): number {
  return performance.now();
}
