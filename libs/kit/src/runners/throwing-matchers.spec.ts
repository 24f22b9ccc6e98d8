import { AssertionError } from 'node:assert';
import { describe, expect, it } from '@jest/globals';
import { traceMatchers } from '../assert/matchers.js';
import { HeldTraces } from '../arrival/held-traces.fixture.js';
import { span } from '../pattern/span-pattern.js';
import { TRACE_ID, traceOf } from '../trace/trace.fixture.js';
import { PLAIN_UTILS } from './plain-utils.js';
import { throwOnFailure } from './throwing-matchers.js';

const trace = traceOf({ service: 'orders', name: 'GET', at: [0, 1] });
const matchers = throwOnFailure(traceMatchers);

function assert(isNot: boolean, received: unknown, name: string): void | Promise<void> {
  const pattern = span(name, { attributes: { 'a.b': 'text' } });
  return matchers['toMatchTrace']?.call({ isNot, utils: PLAIN_UTILS }, received, pattern);
}

describe('throwOnFailure', () => {
  it('throws the diff, without colours', () => {
    expect(() => assert(false, trace, 'GET')).toThrow(AssertionError);
    expect(() => assert(false, trace, 'GET')).toThrow(
      /^assertTrace\(trace\)\.toMatchTrace\(pattern\)\n[^]*a\.b: expected "text", received none/,
    );
  });

  it('rejects where the trace is arriving, also for `not`', async () => {
    await expect(assert(true, new HeldTraces().trace(TRACE_ID), 'GET')).rejects.toThrow(
      /^assertTrace\(trace\)\.not\.toMatchTrace\(pattern\)\n\n  Undecided after 10 s: /,
    );
  });

  it('returns nothing when the assertion is true', () => {
    expect(assert(true, trace, 'GET')).toBeUndefined();
  });
});
