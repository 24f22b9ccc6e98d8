import { jest } from '@jest/globals';

/** The clocks of this process, standing still but for what a test does, until its mocks are restored. */
export class SettableClock {
  #wall = 1_795_000_000_000;
  #monotonic = 5_000;

  constructor() {
    jest.spyOn(Date, 'now').mockImplementation(() => Math.floor(this.#wall));
    jest.spyOn(performance, 'now').mockImplementation(() => this.#monotonic);
  }

  pass(millis: number): void {
    this.#wall += millis;
    this.#monotonic += millis;
  }

  /** Sets the wall clock, as an administrator or NTP does. */
  set(aheadMillis: number): void {
    this.#wall += aheadMillis;
  }
}
