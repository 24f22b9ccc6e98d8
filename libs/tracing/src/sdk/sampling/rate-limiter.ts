/**
 * Lets so many through a second on average, as a token bucket does: what was not used is saved up to
 * one second's worth, or one where that is less. Begins full. A rate of 0 lets nothing through.
 */
export class RateLimiter {
  private readonly capacity: number;
  private balance: number;
  private filledAt: number;

  constructor(
    readonly perSecond: number,
    private readonly now: () => number = monotonicMillis,
  ) {
    this.capacity = perSecond > 0 ? Math.max(perSecond, 1) : 0;
    this.balance = this.capacity;
    this.filledAt = now();
  }

  tryTake(): boolean {
    const now = this.now();
    const earned = ((now - this.filledAt) / 1_000) * this.perSecond;
    this.filledAt = now;
    this.balance = Math.min(this.capacity, this.balance + earned);
    if (this.balance < 1) return false;
    this.balance -= 1;
    return true;
  }
}

function monotonicMillis(): number {
  return performance.now();
}
