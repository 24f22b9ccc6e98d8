import { describe, expect, it } from '@jest/globals';
import {
  type DurationPattern,
  formatDurationPattern,
  matchesDuration,
} from './duration-pattern.js';
import { type Duration, formatMillis, toNanos } from './duration.js';
import { InvalidDurationError } from './errors.js';

const MS_250 = 250_000_000n;

describe('toNanos', () => {
  it.each<[Duration, bigint]>([
    [250, MS_250],
    [0.5, 500_000n],
    ['250 ms', MS_250],
    ['250ms', MS_250],
    ['1.5 s', 1_500_000_000n],
    ['2 min', 120_000_000_000n],
    ['800 \u00B5s', 800_000n],
    ['800 \u03BCs', 800_000n],
    ['800us', 800_000n],
    ['7 ns', 7n],
  ])('reads %p', (duration, nanos) => {
    expect(toNanos(duration)).toBe(nanos);
  });

  it.each<Duration>([-1, NaN, Infinity, '', '250', 'ms', '250 m', '-1 ms', '1,5 s', '250 ms ago'])(
    'refuses %p',
    (duration) => {
      expect(() => toNanos(duration)).toThrow(InvalidDurationError);
    },
  );
});

describe('formatMillis', () => {
  it.each([
    [411_000_000n, '411 ms'],
    [250_000_400n, '250 ms'],
    [850_000n, '0.85 ms'],
    [0n, '0 ms'],
  ])('writes %d ns as %s', (nanos, text) => {
    expect(formatMillis(nanos)).toBe(text);
  });
});

describe('matchesDuration', () => {
  it.each<[DurationPattern, below: boolean, equal: boolean, above: boolean]>([
    ['<= 250 ms', true, true, false],
    ['< 0.25 s', true, false, false],
    ['>= 250ms', false, true, true],
    ['>250 ms', false, false, true],
    ['250 ms..1 s', false, true, true],
    ['1 ms..250 ms', true, true, false],
    [{ max: 250 }, true, true, false],
    [{ min: '250 ms' }, false, true, true],
    [{ min: 250, max: 250 }, false, true, false],
    [{}, true, true, true],
  ])('compares %p', (pattern, below, equal, above) => {
    const durations = [MS_250 - 1n, MS_250, MS_250 + 1n];
    expect(durations.map((nanos) => matchesDuration(pattern, nanos))).toEqual([
      below,
      equal,
      above,
    ]);
  });

  it.each<DurationPattern>(['250 ms', '= 250 ms', '<= 250', '<= ', '1..2 ms', { max: -1 }])(
    'refuses %p',
    (pattern) => {
      expect(() => matchesDuration(pattern, 1n)).toThrow(InvalidDurationError);
    },
  );
});

describe('formatDurationPattern', () => {
  it.each<[DurationPattern, string]>([
    ['<= 250 ms', '<= 250 ms'],
    [{ max: 250 }, '<= 250 ms'],
    [{ min: '1 s' }, '>= 1 s'],
    [{ min: 10, max: '1 s' }, '10 ms..1 s'],
  ])('writes %p as %s', (pattern, text) => {
    expect(formatDurationPattern(pattern)).toBe(text);
  });
});
