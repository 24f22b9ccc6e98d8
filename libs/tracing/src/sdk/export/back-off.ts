/** Bounds of the time between two attempts, in milliseconds. */
export interface BackOffOptions {
  readonly initialMillis: number;
  readonly maxMillis: number;
}

const JITTER = 0.2;

/** Doubles the wait at each failure; the jitter keeps processes that failed together apart. */
export class BackOff {
  private failures = 0;

  constructor(private readonly options: BackOffOptions) {}

  /** @returns how long to wait now; at least what the server asked for */
  next(askedMillis = 0): number {
    const { initialMillis, maxMillis } = this.options;
    const wait = Math.min(initialMillis * 2 ** this.failures, maxMillis);
    this.failures++;
    return Math.max(wait * (1 - JITTER + 2 * JITTER * Math.random()), askedMillis);
  }

  reset(): void {
    this.failures = 0;
  }
}
