import type { TimeInput } from '@opentelemetry/api';
import * as fc from 'fast-check';
import { type Written, expression } from './written.js';

/**
 * Generates times in all forms that OpenTelemetry takes, and what is none. The clock of a program begins at
 * `performance.now() === 5000` and `Date.now() === 1795000000000`. No time is before 1970: the SDK's two encoders write
 * two different ones then.
 */
export function anyTime(): fc.Arbitrary<Written<TimeInput>> {
  return fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...NOW.map(expression)) },
    { weight: 3, arbitrary: fc.constantFrom(...TIMES.map(expression)) },
    { weight: 1, arbitrary: fc.constantFrom(...NO_TIMES.map(expression)) },
  ) as fc.Arbitrary<Written<TimeInput>>;
}

const NOW: readonly (() => unknown)[] = [
  () => undefined,
  () => performance.now(),
  () => Date.now(),
  () => Date.now() + 0.25,
];

const TIMES: readonly (() => unknown)[] = [
  () => 0,
  () => 1,
  () => 4_999.875,
  () => 5_001,
  () => 1_700_000_000_000,
  () => 1_795_000_000_000,
  () => 1_795_000_000_000.4321,
  () => 1_795_000_000_999.9998,
  () => new Date(1_795_000_000_001),
  () => new Date(0),
  () => [1_795_000_000, 0],
  () => [1_795_000_000, 999_999_999],
  () => [1_795_000_000, 1_500_000_000],
  () => [1_795_000_000, 7.5],
  () => [1_700_000_000, 5],
  () => [0, 0],
  () => [4_294_967_296, 1],
];

const NO_TIMES: readonly (() => unknown)[] = [
  () => null,
  () => NaN,
  () => new Date(NaN),
  () => 'now',
  () => true,
  () => ({}),
  () => [1_795_000_000],
  () => ['1795000000', '0'],
  () => [1_795_000_000, 0, 0],
];
