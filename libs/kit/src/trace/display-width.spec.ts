import { describe, expect, it } from '@jest/globals';
import { displayWidth, fit, shorten } from './display-width.js';

describe('displayWidth', () => {
  it.each([
    ['', 0],
    ['GET /users', 10],
    ['└─ é', 4],
    ['e\u0301', 1],
    ['日本語', 6],
    ['한글', 4],
    ['👩‍🚀', 2],
    ['ﾊﾝｶｸ', 4],
  ])('of %j is %d cells', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe('shorten', () => {
  it('leaves what fits', () => {
    expect(shorten('GET', 3)).toBe('GET');
  });

  it('cuts between graphemes and marks the cut', () => {
    expect(shorten('SELECT users', 8)).toBe('SELECT …');
    expect(shorten('👩‍🚀👩‍🚀👩‍🚀', 4)).toBe('👩‍🚀…');
  });
});

describe('fit', () => {
  it.each(['GET', '日本語', '👩‍🚀 launch', 'SELECT users'])(
    'makes %j exactly as wide as asked',
    (text) => {
      for (const width of [1, 2, 3, 6, 20]) expect(displayWidth(fit(text, width))).toBe(width);
    },
  );
});
