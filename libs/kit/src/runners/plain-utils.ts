import { inspect } from 'node:util';
import type { MatcherContext } from '../assert/matchers.js';

const asIs = (text: string): string => text;

/** What matchers need of a runner, for one that has no matchers of its own: it prints without colours. */
export const PLAIN_UTILS: MatcherContext['utils'] = {
  EXPECTED_COLOR: asIs,
  RECEIVED_COLOR: asIs,
  DIM_COLOR: asIs,
  stringify: print,
  printReceived: print,
  matcherHint: (name, received, expected, { isNot = false }) =>
    `assertTrace(${received})${isNot ? '.not' : ''}.${name}(${expected})`,
};

function print(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return inspect(value, { breakLength: Infinity, depth: 4 });
}
