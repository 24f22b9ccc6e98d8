/** Admits at most so many in whichever second is looked at. */
export class PerSecondLimit {
  /** When the last ones were admitted, of a monotonic clock in milliseconds; the oldest is at `next`. */
  private readonly admitted: Float64Array;
  private next = 0;

  constructor(
    maxPerSecond: number,
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.admitted = new Float64Array(maxPerSecond).fill(-Infinity);
  }

  admit(): boolean {
    const { admitted, next } = this;
    const oldest = admitted[next];
    const time = this.clock();
    if (oldest === undefined || time - oldest < 1_000) return false;
    admitted[next] = time;
    this.next = (next + 1) % admitted.length;
    return true;
  }
}
