import { beforeEach, describe, expect, it } from '@jest/globals';
import '../jest.js';
import { contractLog } from '../contracts/report-contracts.js';
import { span } from '../pattern/span-pattern.js';
import { traceOf } from '../trace/trace.fixture.js';
import { failureOf } from './failure.fixture.js';

const trace = traceOf({ service: 'orders', name: 'GET', at: [0, 1] });

describe('the matchers', () => {
  beforeEach(() => contractLog.clear());

  it.each<[string, () => unknown, asserted: number]>([
    ['toMatchTrace', () => expect(trace).toMatchTrace(span('GET')), 1],
    ['toContainSpan', () => expect(trace).toContainSpan(span('GET')), 1],
    ['toHaveSpanCount with a pattern', () => expect(trace).toHaveSpanCount(span('GET'), 1), 1],
    ['toHaveSpanCount', () => expect(trace).toHaveSpanCount(1), 0],
    ['toBeHealthyTrace', () => expect(trace).toBeHealthyTrace(), 0],
    ['.not', () => expect(trace).not.toContainSpan(span('POST')), 0],
    [
      'a failure',
      () => failureOf(() => expect(trace).toMatchTrace(span('GET', { status: 'OK' }))),
      0,
    ],
  ])('log a trace as seen, and %s as what it says of it', async (_, assert, asserted) => {
    await assert();
    expect(contractLog.contracts).toEqual([
      { kind: 'span', service: 'orders', name: 'GET', seen: 1, asserted },
    ]);
  });
});
