import { describe, expect, it } from '@jest/globals';
import { renderTree } from '../render/tree.js';
import { EmptyTraceError } from './errors.js';
import type { Span } from './span.js';
import { type PlannedSpan, TRACE_ID, makeSpans, traceOf } from './trace.fixture.js';
import { Trace } from './trace.js';

const CALLER = 'ffffffffffffffff';
const LOCAL_PARENT = 0x101;
const REMOTE_PARENT = 0x301;

function leaf(name: string, at: PlannedSpan['at'] = [0, 1]): PlannedSpan {
  return { service: 'orders', name, at };
}

describe('Trace', () => {
  it('links spans to one tree in whatever order they arrived', () => {
    const spans = makeSpans({
      ...leaf('POST /orders', [0, 9]),
      children: [
        { ...leaf('place', [1, 8]), children: [leaf('late', [5, 6]), leaf('early', [2, 3])] },
      ],
    });
    const trace = new Trace(spans.toReversed());
    expect(renderTree(trace, { services: false, order: 'start' })).toBe(
      'POST /orders\n└─ place\n   ├─ early\n   └─ late',
    );
    expect(trace.traceId).toBe(TRACE_ID);
    expect(trace.root.name).toBe('POST /orders');
    expect(trace.complete).toBe(true);
  });

  it('names each service once, and unknown_service where none is given', () => {
    const trace = traceOf({ ...leaf('a'), children: [{ ...leaf('b'), service: '' }, leaf('c')] });
    expect(trace.services).toEqual(['orders', 'unknown_service']);
  });

  it('is complete when its single root has a parent that may be the caller', () => {
    const unknown = traceOf({ ...leaf('GET'), parentSpanId: CALLER });
    const remote = traceOf({ ...leaf('GET'), parentSpanId: CALLER, flags: REMOTE_PARENT });
    expect([unknown.complete, remote.complete]).toEqual([true, true]);
    expect(remote.orphans).toEqual([]);
  });

  it('is incomplete when the parent of its single root is of the same process', () => {
    const trace = traceOf({ ...leaf('SELECT'), parentSpanId: CALLER, flags: LOCAL_PARENT });
    expect(trace.complete).toBe(false);
    expect(trace.orphans).toEqual(trace.roots);
  });

  it('draws a span whose parent never arrived as a root, and is incomplete', () => {
    const trace = traceOf(leaf('orphan’s aunt', [1, 2]), {
      ...leaf('orphan', [0, 1]),
      parentSpanId: CALLER,
    });
    expect(trace.roots.map(({ name }) => name)).toEqual(['orphan', 'orphan’s aunt']);
    expect(trace.root.name).toBe('orphan’s aunt');
    expect(trace.orphans.map(({ name }) => name)).toEqual(['orphan']);
    expect(trace.complete).toBe(false);
  });

  it('is complete when each of its roots was called by a known caller', () => {
    const requests = [leaf('GET', [0, 1]), leaf('POST', [1, 2])].map((request) => ({
      ...request,
      parentSpanId: CALLER,
    }));
    const trace = traceOf(...requests);
    expect([trace.complete, trace.orphans.length]).toEqual([false, 2]);
    const called = trace.calledBy(CALLER);
    expect([called.complete, called.orphans.length, called.roots.length]).toEqual([true, 0, 2]);
    expect(trace.calledBy('eeeeeeeeeeeeeeee').orphans).toHaveLength(2);
  });

  it('has an orphan beside what a known caller has called', () => {
    const [request, orphan] = makeSpans(leaf('GET', [0, 1]), leaf('lost', [1, 2])) as [Span, Span];
    const spans = [
      { ...request, parentSpanId: CALLER },
      { ...orphan, parentSpanId: 'eeeeeeeeeeeeeeee' },
    ];
    const trace = new Trace(spans, { callers: [CALLER] });
    expect(trace.orphans.map(({ name }) => name)).toEqual(['lost']);
    expect(trace.complete).toBe(false);
    expect(trace.calledBy('eeeeeeeeeeeeeeee').complete).toBe(true);
  });

  it('is incomplete when a root has no parent beside one that a known caller has called', () => {
    const trace = traceOf({ ...leaf('GET'), parentSpanId: CALLER }, leaf('job')).calledBy(CALLER);
    expect(trace.complete).toBe(false);
  });

  it('has every span of a ring of parents', () => {
    const [first, second, third] = makeSpans(
      leaf('a', [0, 1]),
      leaf('b', [1, 2]),
      leaf('c', [2, 3]),
    );
    if (!first || !second || !third) throw new Error('Expected three spans.');
    const trace = new Trace([
      { ...first, parentSpanId: third.spanId },
      { ...second, parentSpanId: first.spanId },
      { ...third, parentSpanId: second.spanId },
    ]);
    expect(renderTree(trace, { services: false })).toBe('a\n└─ b\n   └─ c');
    expect(trace.cycles.map((cycle) => cycle.map(({ name }) => name))).toEqual([['a', 'b', 'c']]);
    expect(trace.orphans).toEqual([]);
    expect(trace.complete).toBe(false);
  });

  it('has a span that is its own parent', () => {
    const spans = makeSpans(leaf('a')).map((span) => ({ ...span, parentSpanId: span.spanId }));
    const trace = new Trace(spans);
    expect(trace.roots).toHaveLength(1);
    expect(trace.cycles).toEqual([trace.roots]);
  });

  it('does not take its single root for an orphan because of a ring beside it', () => {
    const [root, ring] = makeSpans({ ...leaf('GET'), parentSpanId: CALLER }, leaf('a'));
    if (!root || !ring) throw new Error('Expected two spans.');
    const trace = new Trace([root, { ...ring, parentSpanId: ring.spanId }]);
    expect(trace.orphans).toEqual([]);
    expect(trace.complete).toBe(false);
  });

  it('leaves a span in its place that hangs below a ring of parents', () => {
    const [first, second, below] = makeSpans(
      leaf('a', [1, 2]),
      leaf('b', [2, 3]),
      leaf('below', [0, 1]),
    );
    if (!first || !second || !below) throw new Error('Expected three spans.');
    const trace = new Trace([
      { ...first, parentSpanId: second.spanId },
      { ...second, parentSpanId: first.spanId },
      { ...below, parentSpanId: second.spanId },
    ]);
    expect(renderTree(trace, { services: false })).toBe('a\n└─ b\n   └─ below');
  });

  it('holds a chain of 20 000 spans', () => {
    const [first] = makeSpans(leaf('a'));
    if (!first) throw new Error('Expected a span.');
    const spans = Array.from({ length: 20_000 }, (_, index) => ({
      ...first,
      spanId: String(index + 1),
      parentSpanId: index === 0 ? undefined : String(index),
    }));
    const trace = new Trace(spans);
    expect(trace.spans).toHaveLength(20_000);
    expect(trace.spans.filter(({ parent }) => parent)).toHaveLength(19_999);
    expect(trace.criticalPath()).toHaveLength(1);
  });

  it('lasts from the earliest start to the latest end, past the end of its root', () => {
    const trace = traceOf({
      ...leaf('a', [10, 20]),
      children: [leaf('b', [9, 11]), leaf('c', [15, 60])],
    });
    expect(trace.root.duration).toBe(10_000_000n);
    expect(trace.duration).toBe(51_000_000n);
  });

  it('gives a span that ends before it starts no duration', () => {
    const trace = traceOf(leaf('a', [5, 3]));
    expect([trace.root.duration, trace.duration]).toEqual([0n, 0n]);
  });

  it('finds the first span a predicate accepts', () => {
    const trace = traceOf({
      ...leaf('a', [0, 9]),
      children: [leaf('b', [3, 4]), leaf('b', [1, 2])],
    });
    expect(trace.find(({ name }) => name === 'b')?.spanId).toBe('0000000000000003');
    expect(trace.find(({ name }) => name === 'x')).toBeUndefined();
  });

  it('refuses to be made of no spans', () => {
    expect(() => new Trace([])).toThrow(EmptyTraceError);
  });
});

describe('Trace.selfTime', () => {
  it('is the duration of a leaf', () => {
    const trace = traceOf(leaf('a', [0, 10]));
    expect(trace.selfTime(trace.root)).toBe(10_000_000n);
  });

  it('counts overlapping children once and only while the span runs', () => {
    const trace = traceOf({
      ...leaf('a', [10, 20]),
      children: [
        leaf('b', [8, 12]),
        leaf('c', [13, 16]),
        leaf('d', [14, 15]),
        leaf('e', [15, 17]),
        leaf('f', [19, 40]),
      ],
    });
    expect(trace.selfTime(trace.root)).toBe(3_000_000n);
  });
});
