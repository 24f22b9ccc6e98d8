import { describe, expect, it } from '@jest/globals';
import { describeException } from './exception.js';
import type { Attributes } from './span.js';
import { traceOf } from './trace.fixture.js';

function describeEvent(attributes: Attributes): string | undefined {
  const events = [{ name: 'exception', attributes }];
  return describeException(traceOf({ service: 'orders', name: 'a', at: [0, 1], events }).root);
}

describe('describeException', () => {
  it('is undefined for a span without an exception', () => {
    expect(
      describeException(traceOf({ service: 'orders', name: 'a', at: [0, 1] }).root),
    ).toBeUndefined();
  });

  it('says type, first line of the message, and the first frame that is neither Node’s nor a dependency’s', () => {
    const stack = [
      'CardDeclinedError: insufficient funds',
      '    at node:internal/process/task_queues:105:5',
      '    at Client.query (/app/node_modules/pg/lib/client.js:5:1)',
      '    at async Gateway.charge (file:///app/dist/gateway.js:41:13)',
      '    at async Payments.charge (file:///app/dist/payments.js:20:3)',
    ];
    expect(
      describeEvent({
        'exception.type': 'CardDeclinedError',
        'exception.message': 'insufficient funds\nsecond line',
        'exception.stacktrace': stack.join('\n'),
      }),
    ).toBe('CardDeclinedError: insufficient funds  (gateway.js:41)');
  });

  it('finds the place in frames without a function and in Windows paths', () => {
    expect(
      describeEvent({
        'exception.type': 'E',
        'exception.stacktrace': 'E\n    at C:\\app\\main.js:7:1',
      }),
    ).toBe('E  (main.js:7)');
  });

  it('makes do with what there is', () => {
    expect(describeEvent({ 'exception.message': 'boom' })).toBe('boom');
    expect(describeEvent({})).toBe('exception');
  });
});
