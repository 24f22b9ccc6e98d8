import { describe, expect, it } from '@jest/globals';
import { drawTimeAxis } from './time-axis.js';

describe('drawTimeAxis', () => {
  it.each([
    [412_000_000n, 60, '0             100            200           300        412 ms'],
    [412_000_000n, 40, '0                  200            412 ms'],
    [412_000_000n, 16, '0         412 ms'],
    [1_236_000_000n, 40, '0               0.5             1 1.24 s'],
    [850_000n, 30, '0                500    850 µs'],
    [0n, 16, '            0 ns'],
  ])('marks round times of %d ns over %d cells', (duration, width, axis) => {
    expect(drawTimeAxis(duration, width)).toBe(axis);
  });
});
