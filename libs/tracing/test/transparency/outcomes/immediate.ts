import * as fc from 'fast-check';
import { anyValue, keysOf, nameOf } from '../values.js';
import type { Outcome } from './outcome.js';

const take: Outcome['take'] = (result, { seen }) =>
  seen.caller.push(`got ${nameOf(result)} with ${visibleKeysOf(result)}`);

/** Describes the keys of a result. A Proxy may throw when they are read. */
function visibleKeysOf(result: unknown): string {
  try {
    return keysOf(Object(result) as object);
  } catch {
    return 'keys of its own';
  }
}

export function anyReturn(): fc.Arbitrary<Outcome> {
  return anyValue().map(({ value }) => ({
    words: `returns ${nameOf(value)}`,
    span: 'of the call',
    give: () => value,
    take,
  }));
}

export function anyThrow(): fc.Arbitrary<Outcome> {
  return anyValue().map(({ value }) => ({
    words: `throws ${nameOf(value)}`,
    span: 'of the call',
    give() {
      throw value;
    },
    take,
  }));
}
