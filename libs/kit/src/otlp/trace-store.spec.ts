import { describe, expect, it } from '@jest/globals';
import { type PlannedSpan, makeSpans } from '../trace/trace.fixture.js';
import type { DecodedSpan } from './decode-trace-request.js';
import { TraceStore } from './trace-store.js';

/** A time longer than any test: a test that passes has not waited for it. */
const HOUR_MILLIS = 3_600_000;

const ROOMY = { maxTraces: 100, maxBytes: 100_000 };

function planned(name: string): PlannedSpan {
  return { service: 'orders', name, at: [0, 1] };
}

function spansOf(traceId: string, bytes: number, ...plans: readonly PlannedSpan[]): DecodedSpan[] {
  return makeSpans(...plans).map((span) => ({ span: { ...span, traceId }, bytes }));
}

function held(store: TraceStore): string[] {
  return store.traces().map(({ traceId }) => traceId);
}

describe('TraceStore', () => {
  it('merges the fragments of a trace in whatever order they arrive', () => {
    const store = new TraceStore(ROOMY);
    const spans = spansOf('a', 1, { ...planned('parent'), children: [planned('child')] });
    for (const span of spans.toReversed()) store.add([span]);
    expect(store.get('a')?.root.children.map(({ name }) => name)).toEqual(['child']);
    expect(store.get('a')?.complete).toBe(true);
  });

  it('stores a span once however often it is sent', () => {
    const store = new TraceStore({ maxTraces: 1, maxBytes: 10 });
    for (let attempt = 0; attempt < 5; attempt++) store.add(spansOf('a', 10, planned('x')));
    expect(store.get('a')?.spans).toHaveLength(1);
  });

  it('makes a trace anew only when something has arrived', () => {
    const store = new TraceStore(ROOMY);
    const [first, second] = spansOf('a', 1, planned('x'), planned('y'));
    if (!first || !second) throw new Error('Expected two spans.');
    store.add([first]);
    const before = store.get('a');
    expect(store.get('a')).toBe(before);
    store.add([second]);
    expect(store.get('a')).not.toBe(before);
  });

  it('evicts the oldest trace when there are too many', () => {
    const store = new TraceStore({ ...ROOMY, maxTraces: 2 });
    for (const traceId of ['a', 'b', 'a', 'c']) store.add(spansOf(traceId, 1, planned('x')));
    expect(held(store)).toEqual(['b', 'c']);
  });

  it('evicts the oldest traces when they hold too many bytes', () => {
    const store = new TraceStore({ ...ROOMY, maxBytes: 100 });
    for (const traceId of ['a', 'b', 'c']) store.add(spansOf(traceId, 40, planned('x')));
    expect(held(store)).toEqual(['b', 'c']);
    store.add(spansOf('d', 90, planned('x')));
    expect(held(store)).toEqual(['d']);
  });

  it('holds nothing of a trace that is larger than its bounds', () => {
    const store = new TraceStore({ ...ROOMY, maxBytes: 100 });
    store.add(spansOf('a', 101, planned('x')));
    expect(held(store)).toEqual([]);
  });

  it('reports an arrival to those who wait for the trace, and to those who wait for any', async () => {
    const store = new TraceStore(ROOMY);
    const arrivals = [
      store.source('').waitForArrival('a', HOUR_MILLIS),
      store.waitForAny(HOUR_MILLIS),
    ];
    store.add(spansOf('a', 1, planned('x')));
    await expect(Promise.all(arrivals)).resolves.toEqual([true, true]);
  });

  it('does not report a repeated span as an arrival', async () => {
    const store = new TraceStore(ROOMY);
    store.add(spansOf('a', 1, planned('x')));
    const arrival = store.source('').waitForArrival('a', 1);
    store.add(spansOf('a', 1, planned('x')));
    await expect(arrival).resolves.toBe(false);
  });

  it('reports an announced span as an arrival', async () => {
    const store = new TraceStore(ROOMY);
    const arrival = store.source('').waitForArrival('a', HOUR_MILLIS);
    store.ledger.started({ traceId: 'a', spanId: '1', service: 'orders', name: 'GET' }, {});
    await expect(arrival).resolves.toBe(true);
  });
});
