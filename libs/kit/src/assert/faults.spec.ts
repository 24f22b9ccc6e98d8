import { describe, expect, it } from '@jest/globals';
import '../jest.js';
import { span } from '../pattern/span-pattern.js';
import { makeSpans } from '../trace/trace.fixture.js';
import type { Span } from '../trace/span.js';
import { Trace } from '../trace/trace.js';
import { failureOf, text } from './failure.fixture.js';

const [root, first, second] = makeSpans({
  service: 'orders',
  name: 'root',
  at: [0, 9],
  children: [
    {
      service: 'orders',
      name: 'a',
      at: [1, 8],
      children: [{ service: 'orders', name: 'b', at: [2, 7] }],
    },
  ],
}) as [Span, Span, Span];

describe('toMatchTrace', () => {
  it('says of a span in a ring of parents that it is its own ancestor, not that its parent never arrived', async () => {
    const trace = new Trace([root, { ...first, parentSpanId: second.spanId }, second]);
    const message = await failureOf(() =>
      expect(trace).toMatchTrace(span('root', { children: [] })),
    );
    expect(message).toBe(text`
      expect(trace).toMatchTrace(pattern)

        - expected   + received   ! differs        trace 4bf92f35…0e4736 · 3 spans · complete

        orders · root
      + orders · a   ← unexpected root, it is its own ancestor
      +   orders · b

        2 spans are their own ancestors: orders · a, orders · b.
    `);
  });

  it('does not take a ring of parents for a tree', async () => {
    const trace = new Trace([{ ...first, parentSpanId: second.spanId }, second]);
    const pattern = span('a', { children: [span('b', { children: [] })] });
    expect(await failureOf(() => expect(trace).toMatchTrace(pattern))).toContain(
      '2 spans are their own ancestors: orders · a, orders · b.',
    );
  });

  it('says that two spans have one id', async () => {
    const trace = new Trace([
      root,
      first,
      { ...second, parentSpanId: root.spanId, spanId: first.spanId },
    ]);
    const pattern = span('root', { children: [span('a')] });
    expect(await failureOf(() => expect(trace).toMatchTrace(pattern))).toContain(
      '+   orders · b   ← unexpected span\n\n  Span id 0000000000000002 is that of 2 spans: orders · a, orders · b.',
    );
  });
});
