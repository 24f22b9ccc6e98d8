import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../test/support/generated-runs.js';
import type { AttributeValue } from '../trace/span.js';
import { type ValuePattern, matchesValue } from './value-pattern.js';

describe('matchesValue', () => {
  it.each<[ValuePattern, AttributeValue]>([
    ['orders', 'orders'],
    ['SELECT *', 'SELECT users'],
    ['SELECT *', 'SELECT *'],
    ['*', ''],
    ['*/users/*/orders', 'GET /users/1/orders'],
    ['a*a', 'aa'],
    ['a*', 'a\nb'],
    [/^ord/, 'orders'],
    [/^4\d\d$/, 404],
    [/s/g, 'users'],
    [expect.any(Number), 42],
    [expect.stringContaining('user'), 'users'],
    [42, 42],
    [42, 42n],
    [2n ** 60n, 2n ** 60n],
    [NaN, NaN],
    [false, false],
    [null, null],
    [
      ['a', 'b*'],
      ['a', 'bc'],
    ],
    [{ a: [expect.anything()] }, { a: [1] }],
    [Uint8Array.of(1, 2), Uint8Array.of(1, 2)],
  ])('%j matches %j', (pattern, value) => {
    expect(matchesValue(pattern, value)).toBe(true);
  });

  it.each<[ValuePattern, AttributeValue]>([
    ['orders', 'orders-2'],
    ['a*a', 'a'],
    ['*b*b', 'ab'],
    ['a.c', 'abc'],
    ['42', 42],
    [42, '42'],
    [1.5, 1n],
    [/object/, { a: 1 }],
    [expect.any(String), 42],
    [true, 'true'],
    [null, 'null'],
    [['a'], ['a', 'b']],
    [['a'], { 0: 'a' }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1 }, { b: 1 }],
    [{ a: 1 }, 'a'],
    [Uint8Array.of(1), Uint8Array.of(2)],
  ])('%j does not match %j', (pattern, value) => {
    expect(matchesValue(pattern, value)).toBe(false);
  });

  it('asks a global regular expression afresh each time', () => {
    const pattern = /users/g;
    expect([matchesValue(pattern, 'users'), matchesValue(pattern, 'users')]).toEqual([true, true]);
  });

  it('lets * stand for any characters, and for nothing else', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 6 });
    fc.assert(
      fc.property(
        word,
        fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 }),
        (glob, text) => {
          const expected = new RegExp(`^${glob.replaceAll('*', '.*')}$`).test(text);
          expect(matchesValue(glob, text)).toBe(expected);
        },
      ),
      generatedRuns(1_000),
    );
  });
});
