import { describe, expect, it } from '@jest/globals';
import type { DecodedRequest } from '../otlp/decoded.js';
import type { LogRecord } from '../otlp/log-record.js';
import type { Metric } from '../otlp/metric.js';
import type { Span } from '../trace/span.js';
import { type PlannedSpan, makeSpans } from '../trace/trace.fixture.js';
import { decoded } from './decoded.fixture.js';
import { createSource } from './source.js';
import { Store } from './store.js';

/** A time longer than any test: a test that passes has not waited for it. */
const HOUR_MILLIS = 3_600_000;

const ROOMY = { maxTraces: 100, maxBytes: 100_000_000 };

function planned(name: string): PlannedSpan {
  return { service: 'orders', name, at: [0, 1] };
}

function spansOf(traceId: string, ...names: readonly string[]): Span[] {
  return makeSpans(...names.map(planned)).map((span) => ({ ...span, traceId }));
}

function request<T extends object>(...items: readonly T[]): DecodedRequest<T> {
  const [{ resource, scope }] = makeSpans(planned('x')) as [Span];
  const origin = { resource, scope, resourceBytes: 10, scopeBytes: 10 };
  return { items: items.map((item) => ({ item, bytes: 10, origin })), refusals: [] };
}

function log(traceId: string | undefined, body: string): LogRecord {
  return { traceId, body } as LogRecord;
}

function metric(name: string): Metric {
  return { name } as Metric;
}

function held(store: Store): string[] {
  return store.traces().map(({ traceId }) => traceId);
}

function namesIn(store: Store, traceId: string): string[] | undefined {
  return store.get(traceId)?.spans.map(({ name }) => name);
}

describe('Store', () => {
  it('merges the fragments of a trace in whatever order they arrive', () => {
    const store = new Store(ROOMY);
    const spans = makeSpans({ ...planned('parent'), children: [planned('child')] });
    for (const span of spans.toReversed()) store.addSpans(decoded([span]));
    const [trace] = store.traces();
    expect(trace?.root.children.map(({ name }) => name)).toEqual(['child']);
    expect(trace?.complete).toBe(true);
  });

  it('stores a span once however often it is sent', () => {
    const store = new Store(ROOMY);
    for (let attempt = 0; attempt < 5; attempt++) {
      expect(store.addSpans(decoded(spansOf('a', 'x')))).toEqual([]);
    }
    expect(namesIn(store, 'a')).toEqual(['x']);
    expect(store.oddities.list()).toEqual([]);
  });

  it('stores a different span with the same id as well, and reports it', () => {
    const store = new Store(ROOMY);
    const [span] = spansOf('a', 'x') as [Span];
    store.addSpans(decoded([span, { ...span, name: 'y' }]));
    store.addSpans(decoded([{ ...span, name: 'y' }]));
    expect(namesIn(store, 'a')).toEqual(['x', 'y']);
    expect(store.losses('a')).toEqual([]);
    expect(store.oddities.list()).toEqual([
      { message: 'Different spans of trace a have the id 0000000000000001.', count: 1 },
    ]);
  });

  it('refuses the seventeenth different span with one id', () => {
    const store = new Store(ROOMY);
    const [span] = spansOf('a', 'x') as [Span];
    const spans = Array.from({ length: 20 }, (_, index) => ({ ...span, name: `${index}` }));
    const reasons = store.addSpans(decoded(spans));
    expect(namesIn(store, 'a')).toHaveLength(16);
    expect(reasons).toEqual(Array(4).fill('16 spans have the id 0000000000000001 already.'));
  });

  it('makes a trace anew only when something has arrived', () => {
    const store = new Store(ROOMY);
    const [first, second] = spansOf('a', 'x', 'y') as [Span, Span];
    store.addSpans(decoded([first]));
    const before = store.get('a');
    expect(store.get('a')).toBe(before);
    store.addSpans(decoded([second]));
    expect(store.get('a')).not.toBe(before);
  });

  it('evicts the oldest trace when there are too many, and remembers it', () => {
    const store = new Store({ ...ROOMY, maxTraces: 2 });
    for (const traceId of ['a', 'b', 'a', 'c']) store.addSpans(decoded(spansOf(traceId, 'x')));
    expect(held(store)).toEqual(['b', 'c']);
    expect(store.losses('a')).toEqual([
      '1 span of it had arrived and was evicted. The receiver holds at most 2 traces; raise maxTraces.',
    ]);
    expect(store.losses('b')).toEqual([]);
  });

  it('evicts the oldest traces when they take too much memory', () => {
    const store = new Store({ ...ROOMY, maxBytes: 100_000 });
    for (const traceId of ['a', 'b', 'c']) {
      store.addSpans(decoded(spansOf(traceId, 'x'), 10_000));
    }
    expect(held(store)).toEqual(['b', 'c']);
    store.addSpans(decoded(spansOf('d', 'x'), 20_000));
    expect(held(store)).toEqual(['d']);
    expect(store.losses('c')[0]).toContain('at most 100000 bytes; raise maxBytes.');
  });

  it('counts the lost spans of a trace whose further spans arrive after it was evicted', () => {
    const store = new Store({ ...ROOMY, maxTraces: 1 });
    const [first, second, third] = spansOf('a', 'x', 'y', 'z') as [Span, Span, Span];
    store.addSpans(decoded([first, second]));
    store.addSpans(decoded(spansOf('b', 'x')));
    store.addSpans(decoded([third]));
    expect(namesIn(store, 'a')).toEqual(['z']);
    expect(store.losses('a')[0]).toMatch(/^2 spans of it had arrived and were evicted\./);
  });

  it('holds what it has of a trace that is larger than its bounds, and refuses the rest', () => {
    const store = new Store({ ...ROOMY, maxBytes: 100_000 });
    store.addSpans(decoded(spansOf('other', 'x')));
    const reasons = store.addSpans(decoded(spansOf('a', 'v', 'w', 'x', 'y', 'z'), 10_000));
    expect(namesIn(store, 'a')).toEqual(['v', 'w']);
    expect(reasons).toHaveLength(3);
    expect(store.losses('a')).toEqual([
      '3 spans of it were refused. It is as large as the receiver allows. The receiver holds at most 100000 bytes; raise maxBytes.',
    ]);
  });

  it('evicts nothing for what does not fit', () => {
    const store = new Store({ ...ROOMY, maxBytes: 100_000 });
    store.addSpans(decoded(spansOf('a', 'x')));
    store.addSpans(decoded(spansOf('b', 'x'), 100_000));
    expect(held(store)).toEqual(['a']);
  });

  it('counts a resource once for each trace that has it', () => {
    const store = new Store({ ...ROOMY, maxBytes: 100_000 });
    const spans = spansOf('a', ...Array.from({ length: 40 }, (_, index) => `${index}`));
    const { items } = decoded(spans, 10);
    const shared = items.map((item) => ({
      ...item,
      origin: { ...item.origin, resource: spans[0]?.resource, resourceBytes: 10_000 },
    }));
    expect(store.addSpans({ items: shared, refusals: [] } as DecodedRequest<Span>)).toEqual([]);
    const others = decoded(spansOf('b', 'x', 'y', 'z'), 10).items.map((item) => ({
      ...item,
      origin: { ...item.origin, resourceBytes: 10_000 },
    }));
    expect(store.addSpans({ items: others, refusals: [] })).toHaveLength(1);
  });

  it('remembers why the decoder refused a span of which trace', () => {
    const store = new Store(ROOMY);
    const reasons = store.addSpans({
      items: [],
      refusals: [
        { traceId: 'a', reason: 'Expected a span id, got \u202e.' },
        { traceId: undefined, reason: 'Expected a trace id, got none.' },
      ],
    });
    expect(reasons).toHaveLength(2);
    expect(store.losses('a')).toEqual([
      '1 span of it was refused. Expected a span id, got \\u202e.',
    ]);
  });

  it('remembers what it lost of the last 10 000 traces', () => {
    const store = new Store({ ...ROOMY, maxTraces: 1 });
    for (let trace = 0; trace <= 10_002; trace++) store.addSpans(decoded(spansOf(`${trace}`, 'x')));
    expect(store.losses('0')).toEqual([]);
    expect(store.losses('1')).toEqual([]);
    expect(store.losses('2')).toHaveLength(1);
  });

  it('returns the log records of a trace in the order in which they arrived, or all of them', () => {
    const store = new Store(ROOMY);
    store.addLogs(request(log('a', '1'), log(undefined, '2'), log('b', '3')));
    store.addLogs(request(log('a', '4')));
    const bodies = (records: readonly LogRecord[]): unknown[] => records.map(({ body }) => body);
    expect(bodies(store.logs('a'))).toEqual(['1', '4']);
    expect(new Set(bodies(store.logs()))).toEqual(new Set(['1', '2', '3', '4']));
    expect(store.traces()).toEqual([]);
  });

  it('returns the metrics of a name, each time that they were exported', () => {
    const store = new Store(ROOMY);
    store.addMetrics(request(metric('a'), metric('b')));
    store.addMetrics(request(metric('a')));
    expect(store.metrics('a')).toHaveLength(2);
    expect(store.metrics().map(({ name }) => name)).toEqual(['a', 'b', 'a']);
  });

  it('evicts whatever came first: traces, log records and metrics share one bound', () => {
    const store = new Store({ ...ROOMY, maxBytes: 5_000 });
    store.addMetrics(request(metric('first')));
    store.addLogs(request(log(undefined, 'second')));
    store.addSpans(decoded(spansOf('third', 'x')));
    expect(store.metrics()).toEqual([]);
    expect(store.logs()).toHaveLength(1);
    store.addMetrics(request(metric('fourth')));
    expect(store.logs()).toEqual([]);
    expect(held(store)).toEqual(['third']);
    expect(store.metrics()).toHaveLength(1);
  });

  it('reports an arrival to those who wait for the trace, and to those who wait for any', async () => {
    const store = new Store(ROOMY);
    const arrivals = [
      createSource(store, '').waitForArrival('a', HOUR_MILLIS),
      store.waitForAny(HOUR_MILLIS),
    ];
    store.addSpans(decoded(spansOf('a', 'x')));
    await expect(Promise.all(arrivals)).resolves.toEqual([true, true]);
  });

  it('does not report a repeated span as an arrival', async () => {
    const store = new Store(ROOMY);
    store.addSpans(decoded(spansOf('a', 'x')));
    const arrival = store.waitForTrace('a', 1);
    store.addSpans(decoded(spansOf('a', 'x')));
    await expect(arrival).resolves.toBe(false);
  });

  it('reports an announced span as an arrival', async () => {
    const store = new Store(ROOMY);
    const arrival = store.waitForTrace('a', HOUR_MILLIS);
    store.ledger.started({ traceId: 'a', spanId: '1', service: 'orders', name: 'GET' }, {});
    await expect(arrival).resolves.toBe(true);
  });
});

describe('createSource', () => {
  it('says what came instead of a trace that never came', () => {
    const store = new Store(ROOMY);
    const source = createSource(store, 'http://127.0.0.1:4317');
    expect(source.observe('a').losses).toEqual([]);
    store.oddities.record('A TLS client connected.');
    store.oddities.record('A TLS client connected.');
    expect(source.observe('a').losses).toEqual([
      'No span of it arrived at http://127.0.0.1:4317. What came could not be taken: A TLS client connected. (2 times)',
    ]);
    store.addSpans(decoded(spansOf('a', 'x')));
    expect(source.observe('a')).toMatchObject({ losses: [], trace: { traceId: 'a' } });
  });

  it('names the other traces that were under way at the same time', () => {
    const store = new Store(ROOMY);
    for (const traceId of ['a', 'b']) store.addSpans(decoded(spansOf(traceId, 'x')));
    const [a, b] = store.traces();
    if (!a) throw new Error('Expected a trace.');
    expect(createSource(store, '').neighbours?.(a)).toEqual([b]);
  });
});
