import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../../../test/support/generated-runs.js';
import { editDistance } from './edit-distance.js';

const text = fc.string({ unit: fc.constantFrom('A', 'B', '_'), maxLength: 12 });

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['', 'ABC', 3],
    ['ABC', 'ABC', 0],
    ['ABC', 'AC', 1],
    ['ABC', 'AXC', 1],
    ['AB', 'BA', 2],
    ['SAMPLER', 'SIMPLERS', 2],
  ])('between %j and %j is %d', (one, other, edits) => {
    expect(editDistance(one, other)).toBe(edits);
  });

  it('is a metric, and at least the difference in length', () => {
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        const direct = editDistance(a, c);
        expect(direct).toBe(editDistance(c, a));
        expect(direct).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
        expect(direct).toBeGreaterThanOrEqual(Math.abs(a.length - c.length));
        expect(direct === 0).toBe(a === c);
      }),
      generatedRuns(1_000),
    );
  });
});
