import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { now } from './clock.js';

afterEach(() => {
  jest.restoreAllMocks();
});

describe('now', () => {
  it('never goes back and tells times within a millisecond apart', () => {
    const times = Array.from({ length: 1_000 }, now);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.some((time) => !Number.isInteger(time))).toBe(true);
    expect(Math.abs(now() - Date.now())).toBeLessThan(5);
  });

  it('follows the wall clock when that is set', () => {
    const hourAgo = Date.now() - 3_600_000;
    jest.spyOn(Date, 'now').mockReturnValue(hourAgo);
    expect(Math.floor(now())).toBe(hourAgo);
  });
});
