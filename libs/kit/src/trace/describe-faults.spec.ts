import { describe, expect, it } from '@jest/globals';
import { describeFaults } from './describe-faults.js';
import { isOwnAncestor } from './own-ancestor.js';
import { makeSpans } from './trace.fixture.js';
import type { Span } from './span.js';
import { Trace } from './trace.js';

const [root, first, second] = makeSpans({
  service: 'orders',
  name: 'root',
  at: [0, 9],
  children: [
    {
      service: 'orders',
      name: 'a',
      at: [1, 8],
      children: [{ service: 'users', name: 'b', at: [2, 7] }],
    },
  ],
}) as [Span, Span, Span];

describe('describeFaults', () => {
  it('is empty for a tree', () => {
    expect(describeFaults(new Trace([root, first, second]))).toEqual([]);
  });

  it('names the spans that share an id', () => {
    const trace = new Trace([
      root,
      first,
      { ...second, spanId: first.spanId, parentSpanId: root.spanId },
    ]);
    expect(describeFaults(trace)).toEqual([
      'Span id 0000000000000002 is that of 2 spans: orders · a, users · b.',
    ]);
  });

  it('names the spans of a ring of parents, which are no orphans', () => {
    const trace = new Trace([root, { ...first, parentSpanId: second.spanId }, second]);
    expect(describeFaults(trace)).toEqual([
      '2 spans are their own ancestors: orders · a, users · b.',
    ]);
    expect(trace.roots.map(isOwnAncestor)).toEqual([false, true]);
  });

  it('names a span that is its own parent', () => {
    const trace = new Trace([{ ...root, parentSpanId: root.spanId }]);
    expect(describeFaults(trace)).toEqual(['orders · root is its own parent.']);
  });
});
