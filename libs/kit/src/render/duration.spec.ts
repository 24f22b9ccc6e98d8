import { describe, expect, it } from '@jest/globals';
import { formatDuration } from './duration.js';

describe('formatDuration', () => {
  it.each([
    [0n, '0 ns'],
    [999n, '999 ns'],
    [1_000n, '1 µs'],
    [850_400n, '850 µs'],
    [999_499n, '999 µs'],
    [999_500n, '1 ms'],
    [7_204_000n, '7.2 ms'],
    [9_960_000n, '10 ms'],
    [60_400_000n, '60 ms'],
    [99_600_000n, '100 ms'],
    [412_000_000n, '412 ms'],
    [999_600_000n, '1 s'],
    [1_000_400_000n, '1 s'],
    [1_236_000_000n, '1.24 s'],
    [75_460_000_000n, '75.5 s'],
    [7_200_000_000_000n, '7200 s'],
    [129_600_000_000_000n, '1.5 d'],
    [1_795_000_000_000_000_000n, '20775 d'],
  ])('writes %d ns as %s', (nanos, text) => {
    expect(formatDuration(nanos)).toBe(text);
  });
});
