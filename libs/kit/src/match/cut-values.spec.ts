import { describe, expect, it } from '@jest/globals';
import { cutValue, cutValues } from './cut-values.js';

describe('cutValues', () => {
  it('leaves values of up to 160 characters as they are', () => {
    expect(cutValues('x'.repeat(160), '"y"')).toEqual(['x'.repeat(160), '"y"']);
  });

  it('shows the part around the first difference, and how long the value is', () => {
    const [expected, received] = cutValues(
      `${'x'.repeat(1_000)}${'y'.repeat(1_000)}`,
      `${'x'.repeat(1_000)}${'z'.repeat(1_000_000)}`,
    );
    expect(expected).toBe(`…${'x'.repeat(40)}${'y'.repeat(120)}… (2,000 characters)`);
    expect(received).toBe(`…${'x'.repeat(40)}${'z'.repeat(120)}… (1,001,000 characters)`);
  });

  it('shows the end of a value that goes on where the other ends', () => {
    const [, received] = cutValues('x'.repeat(200), `${'x'.repeat(200)}y`);
    expect(received).toBe(`…${'x'.repeat(159)}y (201 characters)`);
  });

  it('does not cut a character in two', () => {
    expect(cutValue(`${'x'.repeat(159)}🚀🚀`)).toBe(`${'x'.repeat(159)}\uFFFD… (163 characters)`);
  });
});
