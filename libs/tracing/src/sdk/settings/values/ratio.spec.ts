import { describe, expect, it } from '@jest/globals';
import { parseRatio } from './ratio.js';

describe('parseRatio', () => {
  it.each([
    ['0', 0],
    ['1', 1],
    ['0.25', 0.25],
    ['1e-3', 0.001],
  ])('reads %p', (text, ratio) => {
    expect(parseRatio(text)).toBe(ratio);
  });

  it.each(['', ' ', '-0.1', '1.1', '50%', 'NaN', 'Infinity'])('refuses %p', (text) => {
    expect(parseRatio(text)).toBeUndefined();
  });
});
