import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../test/support/generated-runs.js';
import { escapeGlob, matchesGlob } from './glob.js';

describe('matchesGlob', () => {
  it.each([
    ['SELECT \\* FROM users', 'SELECT * FROM users', true],
    ['SELECT \\* FROM users', 'SELECT password FROM users', false],
    ['\\**\\*', '*a*', true],
    ['\\**\\*', '*', false],
    ['C:\\dir\\*', 'C:\\dir*', true],
    ['C:\\\\*', 'C:\\dir', true],
    ['a\\', 'a\\', true],
    ['a\\\\', 'a\\', true],
  ])('lets \\* stand for a star, and \\\\ for a backslash: %s and %s', (glob, text, matches) => {
    expect(matchesGlob(glob, text)).toBe(matches);
  });

  it('matches an escaped text and no other', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '*', '\\'), maxLength: 6 });
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(matchesGlob(escapeGlob(one), other)).toBe(one === other);
      }),
      generatedRuns(1_000),
    );
  });
});
