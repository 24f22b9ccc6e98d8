import { describe, expect, it } from '@jest/globals';
import { type PlannedSpan, makeSpans } from './trace.fixture.js';
import type { Span } from './span.js';
import { Trace } from './trace.js';

const order: PlannedSpan = {
  service: 'orders',
  name: 'POST /orders',
  at: [0, 9],
  children: [
    { service: 'orders', name: 'chargeCard', at: [1, 2] },
    { service: 'orders', name: 'refundCard', at: [3, 4] },
  ],
};
const [root, first, second] = makeSpans(order) as [Span, Span, Span];

describe('Trace.duplicates', () => {
  it('has both spans that share an id, and both are in the trace', () => {
    const trace = new Trace([root, { ...second, spanId: first.spanId }, first]);
    expect(trace.duplicates.map((spans) => spans.map(({ name }) => name))).toEqual([
      ['chargeCard', 'refundCard'],
    ]);
    expect(trace.root.children.map(({ name }) => name)).toEqual(['chargeCard', 'refundCard']);
  });

  it('gives the children of an id to the earliest span that has it', () => {
    const child = { ...second, spanId: 'aa'.repeat(8), parentSpanId: first.spanId };
    const trace = new Trace([root, { ...second, spanId: first.spanId }, first, child]);
    expect(trace.find(({ spanId }) => spanId === child.spanId)?.parent?.name).toBe('chargeCard');
  });

  it('is empty when a span was sent twice', () => {
    const trace = new Trace([root, first, second, ...makeSpans(order)]);
    expect(trace.duplicates).toEqual([]);
    expect(trace.spans).toHaveLength(3);
  });
});
