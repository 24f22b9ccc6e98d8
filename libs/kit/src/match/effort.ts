/** How many steps the search for the closest pairing may take: some 50 ms of work. */
const MAX_STEPS = 4_000_000;

/**
 * Counts the steps of the search for the pairing with the fewest differences, and ends it when there were too many: the
 * number of steps, unlike time, is the same on each machine, and so is the diff.
 */
export class Effort {
  #left = MAX_STEPS;
  #isExhausted = false;

  /** Whether a search was given up, so that the pairing may not be the closest one. */
  get isExhausted(): boolean {
    return this.#isExhausted;
  }

  /** Takes steps for a piece of work, and returns whether there were enough left. */
  take(steps: number): boolean {
    if (steps > this.#left) {
      this.#isExhausted = true;
      return false;
    }
    this.#left -= steps;
    return true;
  }
}
