import { containing, span } from '@traced/kit';
import { describe, expect, it } from '#runner';
import { order } from './traces.js';

describe('a trace test that passes', () => {
  it('matches a whole trace', () => {
    expect(order()).toMatchTrace(
      span('POST /orders', { service: 'orders', children: [span('OrdersService.place')] }),
    );
  });

  it('negates', () => {
    expect(order()).not.toMatchTrace(span('POST /orders', { children: [] }));
    expect(order()).not.toContainSpan(span('sendReceipt'));
    expect(order()).toMatchTrace(span('POST /orders', { children: containing() }));
    expect(order()).toHaveSpanCount(2);
  });
});
