import { setTimeout as sleep } from 'node:timers/promises';
import { SpanKind, SpanStatusCode, context, trace } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from '@jest/globals';
import { renderTree } from '../render/tree.js';
import { toOtlpJson } from '../otlp/to-otlp-json.js';
import { AlreadyTracedError, TraceCountError } from './errors.js';
import { type RecordTracesOptions, type TraceRecording, recordTraces } from './record-traces.js';

let recording: TraceRecording | undefined;

function record(options?: RecordTracesOptions): TraceRecording {
  recording = recordTraces(options);
  return recording;
}

afterEach(() => {
  recording?.stop();
  recording = undefined;
});

const tracer = trace.getTracer('shop', '1.2.3');

/** Places an order: a span with two below it, one of which fails, across asynchronous calls. */
async function placeOrder(pauseMillis = 0): Promise<void> {
  await tracer.startActiveSpan('place', { attributes: { 'order.id': 7 } }, async (place) => {
    await sleep(pauseMillis);
    tracer.startActiveSpan('price', (price) => price.addEvent('cache.miss').end());
    await sleep(pauseMillis);
    tracer.startActiveSpan('charge', { kind: SpanKind.CLIENT }, context.active(), (charge) => {
      charge.recordException(new RangeError('too much'));
      charge.setStatus({ code: SpanStatusCode.ERROR, message: 'refused' });
      charge.end();
    });
    place.updateName('placed').end();
  });
}

describe('recordTraces', () => {
  it('records the spans of this process as a trace, without waiting', async () => {
    const recorded = record({ service: 'orders' });
    await placeOrder();
    const placed = recorded.trace();
    expect(renderTree(placed)).toBe(
      ['placed     orders', '├─ charge  orders  CLIENT  ERROR', '└─ price   orders'].join('\n'),
    );
    expect(placed.complete).toBe(true);
    expect(placed.root).toMatchObject({
      attributes: { 'order.id': 7 },
      parentSpanId: undefined,
      scope: { name: 'shop', version: '1.2.3' },
    });
    expect(placed.find(({ name }) => name === 'charge')).toMatchObject({
      status: { code: 'ERROR', message: 'refused' },
      events: [
        {
          name: 'exception',
          attributes: { 'exception.type': 'RangeError', 'exception.message': 'too much' },
        },
      ],
    });
  });

  it('makes equal traces of equal work, however long that takes', async () => {
    const traces: object[] = [];
    for (const pauseMillis of [0, 5]) {
      const recorded = record();
      await placeOrder(pauseMillis);
      traces.push(toOtlpJson(recorded.trace()));
      recorded.stop();
    }
    const withoutStack = (document: object): unknown =>
      JSON.parse(JSON.stringify(document), (key, value: unknown) =>
        key === 'events' ? [] : value,
      );
    expect(withoutStack(traces[0] ?? {})).toEqual(withoutStack(traces[1] ?? {}));
  });

  it('makes other ids of another seed, and the same after a reset', async () => {
    const recorded = record({ seed: 'a' });
    const idOf = async (): Promise<string> => {
      recorded.reset();
      await placeOrder();
      return recorded.trace().traceId;
    };
    const first = await idOf();
    expect(await idOf()).toBe(first);
    recorded.stop();
    const other = record({ seed: 'b' });
    await placeOrder();
    expect(other.trace().traceId).not.toBe(first);
  });

  it('dates each start, event and end one step after the last', async () => {
    const recorded = record({ stepMillis: 2 });
    await placeOrder();
    const [root, price, charge] = recorded.trace().spans;
    const millis = (time = 0n): number =>
      Number(time - (root?.startTimeUnixNano ?? 0n)) / 1_000_000;
    expect([millis(price?.startTimeUnixNano), millis(price?.events[0]?.timeUnixNano)]).toEqual([
      2, 4,
    ]);
    expect([millis(price?.endTimeUnixNano), millis(charge?.startTimeUnixNano)]).toEqual([6, 8]);
    expect(millis(root?.endTimeUnixNano)).toBe(14);
  });

  it('continues the trace of a caller, and records nothing below one that has not sampled', () => {
    const recorded = record();
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    for (const traceFlags of [0, 1]) {
      const caller = { traceId, spanId: '00f067aa0ba902b7', traceFlags, isRemote: true };
      const within = trace.setSpanContext(context.active(), caller);
      tracer.startSpan(`flags ${traceFlags}`, {}, within).end();
    }
    tracer.startSpan('own', { root: true }).end();
    expect(recorded.traces().map(({ root }) => root.name)).toEqual(['flags 1', 'own']);
    expect(recorded.traces()[0]).toMatchObject({ traceId, complete: true });
  });

  it('leaves a trace incomplete whose parent has not ended', () => {
    const recorded = record();
    const parent = tracer.startSpan('parent');
    tracer.startSpan('child', {}, trace.setSpan(context.active(), parent)).end();
    expect(recorded.trace()).toMatchObject({ complete: false });
    expect([recorded.started, recorded.finished.length]).toEqual([2, 1]);
  });

  it('has no one trace when there are none or several', () => {
    const recorded = record();
    expect(() => recorded.trace()).toThrow('Expected one trace to be recorded, got 0.');
    for (const name of ['a', 'b\n']) tracer.startSpan(name).end();
    expect(() => recorded.trace()).toThrow(new TraceCountError(['test · a', 'test · b\\n']));
  });

  it('changes nothing of a span that has ended', () => {
    const recorded = record();
    const span = tracer.startSpan('a');
    span.setStatus({ code: SpanStatusCode.OK }).setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    span.setAttribute('key', 1).addEvent('late').updateName('b').end();
    expect(span.isRecording()).toBe(false);
    expect(recorded.trace().root).toMatchObject({
      name: 'a',
      attributes: {},
      events: [],
      status: { code: 'OK' },
    });
    expect(recorded.finished).toHaveLength(1);
  });

  it('records no longer once it is stopped, and can begin anew with tracers of before', () => {
    record().stop();
    tracer.startSpan('untraced').end();
    const recorded = record();
    tracer.startSpan('traced').end();
    expect(recorded.trace().root.name).toBe('traced');
  });

  it('refuses to record beside another tracing', () => {
    record();
    expect(() => recordTraces()).toThrow(new AlreadyTracedError());
  });
});
