import { describe, expect, it } from '@jest/globals';
import { BackOff } from './back-off.js';

const OPTIONS = { initialMillis: 1_000, maxMillis: 30_000 };

/** The waits of many processes that fail together, one after another for each. */
function waits(failures: number): number[][] {
  return Array.from({ length: 200 }, () => {
    const backOff = new BackOff(OPTIONS);
    return Array.from({ length: failures }, () => backOff.next());
  });
}

describe('BackOff', () => {
  it.each([
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [5, 16_000],
    [6, 30_000],
    [1_100, 30_000],
  ])('waits after failure %d for %d ms, more or less by a fifth', (failures, millis) => {
    const last = waits(failures).map((all) => all.at(-1) ?? NaN);
    expect(Math.min(...last)).toBeGreaterThanOrEqual(millis * 0.8);
    expect(Math.max(...last)).toBeLessThanOrEqual(millis * 1.2);
    // A quarter of even draws is beyond each of these, so 200 draws have some.
    expect(Math.min(...last)).toBeLessThan(millis * 0.9);
    expect(Math.max(...last)).toBeGreaterThan(millis * 1.1);
  });

  it('waits at least as long as it is asked to', () => {
    const backOff = new BackOff(OPTIONS);
    expect(backOff.next(60_000)).toBe(60_000);
    expect(backOff.next(1)).toBeGreaterThanOrEqual(1_600);
  });

  it('begins anew after a reset', () => {
    const backOff = new BackOff(OPTIONS);
    for (let failure = 0; failure < 5; failure++) backOff.next();
    backOff.reset();
    expect(backOff.next()).toBeLessThanOrEqual(1_200);
  });
});
