import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../../test/support/generated-runs.js';
import { PerSecondLimit } from './per-second-limit.js';

describe('PerSecondLimit', () => {
  it('admits so many a second, whichever second is looked at', () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 }), pauses, (maxPerSecond, steps) => {
        let time = 0;
        const limit = new PerSecondLimit(maxPerSecond, () => time);
        const admitted: number[] = [];
        for (const step of steps) {
          time += step;
          const recent = admitted.filter((at) => time - at < 1_000);
          expect(limit.admit()).toBe(recent.length < maxPerSecond);
          if (recent.length < maxPerSecond) admitted.push(time);
        }
      }),
      generatedRuns(1_000),
    );
  });

  it('admits none if there may be none', () => {
    expect(new PerSecondLimit(0).admit()).toBe(false);
  });

  it('admits again after a second', () => {
    let time = 0;
    const limit = new PerSecondLimit(1, () => time);
    expect([limit.admit(), limit.admit()]).toEqual([true, false]);
    time = 1_000;
    expect(limit.admit()).toBe(true);
  });
});
