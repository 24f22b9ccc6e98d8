import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../../test/support/generated-runs.js';
import { RateLimiter } from './rate-limiter.js';

/** A limiter and the milliseconds that have passed for it. */
function limited(perSecond: number) {
  const clock = { millis: 5_000 };
  const limiter = new RateLimiter(perSecond, () => clock.millis);
  const taken = (attempts: number): number =>
    Array.from({ length: attempts }, () => limiter.tryTake()).filter(Boolean).length;
  return { clock, taken };
}

describe('RateLimiter', () => {
  it('begins with one second of its rate', () => {
    expect(limited(3).taken(10)).toBe(3);
  });

  it('lets one through at once, however low the rate', () => {
    const { clock, taken } = limited(0.5);
    expect(taken(10)).toBe(1);
    clock.millis += 1_999;
    expect(taken(10)).toBe(0);
    clock.millis += 1;
    expect(taken(10)).toBe(1);
  });

  it('saves up no more than one second', () => {
    const { clock, taken } = limited(3);
    taken(10);
    clock.millis += 60_000;
    expect(taken(10)).toBe(3);
  });

  it('never lets anything through at a rate of 0', () => {
    const { clock, taken } = limited(0);
    expect(taken(10)).toBe(0);
    clock.millis += 60_000;
    expect(taken(10)).toBe(0);
  });

  it('lets through what it is asked for, if the rate allows it', () => {
    const { clock, taken } = limited(10);
    for (let second = 0; second < 20; second++) {
      expect(taken(10)).toBe(10);
      clock.millis += 1_000;
    }
  });

  it('lets through at most the rate and what it began with, whenever it is asked', () => {
    const anyRate = fc.double({ min: 0.01, max: 100, noNaN: true });
    const anyPauses = fc.array(fc.nat(3_000), { maxLength: 200 });
    const property = fc.property(anyRate, anyPauses, (perSecond, pauses) => {
      const { clock, taken } = limited(perSecond);
      let through = 0;
      for (const pause of pauses) {
        clock.millis += pause;
        through += taken(3);
      }
      const seconds = (clock.millis - 5_000) / 1_000;
      expect(through).toBeLessThanOrEqual(Math.max(perSecond, 1) + perSecond * seconds + 1e-6);
    });
    fc.assert(property, generatedRuns(1_000));
  });

  it('takes the time of the process by default', () => {
    expect(new RateLimiter(1).tryTake()).toBe(true);
  });
});
