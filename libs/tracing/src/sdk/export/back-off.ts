/** The bounds of the time between two attempts, in milliseconds. */
export interface BackOffOptions {
  readonly initialMillis: number;
  readonly maxMillis: number;
}

const JITTER = 0.2;

/**
 * Doubles the wait at each failure, with a jitter, so that processes that failed together do not retry
 * together.
 */
export class BackOff {
  #failures = 0;
  readonly #options: BackOffOptions;

  constructor(options: BackOffOptions) {
    this.#options = options;
  }

  /**
   * Counts a failure, and returns the time to wait in milliseconds.
   *
   * @param askedMillis the time that the server has asked for, which is the least
   */
  next(askedMillis = 0): number {
    const { initialMillis, maxMillis } = this.#options;
    const wait = Math.min(initialMillis * 2 ** this.#failures, maxMillis);
    this.#failures++;
    return Math.max(wait * (1 - JITTER + 2 * JITTER * Math.random()), askedMillis);
  }

  reset(): void {
    this.#failures = 0;
  }
}
