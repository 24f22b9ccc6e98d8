import { describe, expect, it } from '@jest/globals';
import { type SpanExpectation, span } from '../pattern/span-pattern.js';
import { type PlannedSpan, TRACE_ID, traceOf } from '../trace/trace.fixture.js';
import { type Difference, compareFields } from './differences.js';

const CHARGE: PlannedSpan = {
  service: 'payments',
  name: 'chargeCard',
  at: [0, 300.5],
  status: 'ERROR',
  statusMessage: 'insufficient funds',
  scope: 'payments',
  resource: { 'deployment.environment.name': 'test' },
  attributes: { 'payment.currency': 'EUR', 'http.response.status_code': 402 },
  links: [{ traceId: TRACE_ID, spanId: 'ab'.repeat(8), attributes: { 'link.reason': 'retry' } }],
};

function differencesOf(expectation: SpanExpectation): Difference[] {
  return compareFields(span('chargeCard', expectation), traceOf(CHARGE).root);
}

describe('compareFields', () => {
  it('finds no difference when each field is as expected', () => {
    expect(
      differencesOf({
        statusMessage: 'insufficient *',
        duration: '<= 300.5 ms',
        scope: /^pay/,
        resource: { 'deployment.environment.name': 'test', 'host.name': undefined },
        links: [{ traceId: TRACE_ID, spanId: 'abab*', attributes: { 'link.reason': 'retry' } }],
      }),
    ).toEqual([]);
  });

  it.each<[SpanExpectation, object]>([
    [
      { statusMessage: '' },
      { field: 'status message', expected: '', received: 'insufficient funds' },
    ],
    [
      { duration: { max: 300 } },
      { field: 'duration', expected: '<= 300 ms', received: '300.5 ms' },
    ],
    [{ scope: '@traced/nest' }, { field: 'scope', expected: '@traced/nest', received: 'payments' }],
    [
      { resource: { 'deployment.environment.name': 'live' } },
      { field: 'resource: deployment.environment.name', expected: 'live', received: 'test' },
    ],
    [{ links: [] }, { field: 'number of links', expected: 0, received: 1 }],
    [
      { links: [{ attributes: { 'link.reason': 'batch' } }] },
      { field: 'link 1: link.reason', expected: 'batch', received: 'retry' },
    ],
    [
      { links: [{ spanId: 'cd*' }] },
      { field: 'link 1: span id', expected: 'cd*', received: 'ab'.repeat(8) },
    ],
  ])('says how %j differs', (expectation, difference) => {
    expect(differencesOf(expectation)).toEqual([difference]);
  });

  it('names an attribute that an absent one may stand for', () => {
    const [difference] = differencesOf({ attributes: { 'http.status_code': 402 } });
    expect(difference).toMatchObject({ field: 'http.status_code', received: undefined });
    expect(difference?.findNear?.()).toEqual({ key: 'http.response.status_code', value: 402 });
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'does not take what every object has for the attribute %s',
    (key) => {
      expect(differencesOf({ attributes: { [key]: undefined } })).toEqual([]);
      expect(differencesOf({ attributes: { [key]: 'x' } })).toMatchObject([
        { received: undefined },
      ]);
    },
  );

  it('refuses a duration that it cannot read where the pattern is made', () => {
    expect(() => span('a', { duration: '250' })).toThrow('Expected a duration as a comparison');
  });
});
