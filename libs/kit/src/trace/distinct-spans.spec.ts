import { describe, expect, it } from '@jest/globals';
import { distinctSpans } from './distinct-spans.js';
import { makeSpans } from './trace.fixture.js';
import type { Span } from './span.js';

const charge = { service: 'orders', name: 'chargeCard', at: [0, 1] } as const;
const [first, second] = makeSpans(charge, charge) as [Span, Span];

describe('distinctSpans', () => {
  it('takes a span that was sent twice once', () => {
    expect(distinctSpans([first, second, ...makeSpans(charge)])).toEqual([first, second]);
  });

  it('takes all different spans that have one id', () => {
    const other = { ...first, attributes: { retry: 1 } };
    const otherAgain = { ...first, attributes: { retry: 1 } };
    expect(distinctSpans([first, other, otherAgain])).toEqual([first, other]);
  });
});
