import { describe, expect, it } from '@jest/globals';
import {
  type BaggageEntry,
  type Context,
  ROOT_CONTEXT,
  TraceFlags,
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  trace,
} from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { JaegerPropagator } from './jaeger-propagator.js';

const TRACE_ID = '80f198ee56343ba864fe8b2a57d3eff7';
const SPAN_ID = 'e457b5a2e4d86bd1';
const propagator = new JaegerPropagator();

function extract(carrier: unknown, into: Context = ROOT_CONTEXT): Context {
  return propagator.extract(into, carrier, defaultTextMapGetter);
}

function inject(context: Context): Record<string, string> {
  const carrier = {};
  propagator.inject(context, carrier, defaultTextMapSetter);
  return carrier;
}

function baggageOf(context: Context): Record<string, string> {
  const entries = propagation.getBaggage(context)?.getAllEntries() ?? [];
  return Object.fromEntries(entries.map(([key, { value }]) => [key, value]));
}

function withBaggage(values: Record<string, string>): Context {
  const entries = Object.entries(values).map(([key, value]): [string, BaggageEntry] => [
    key,
    { value },
  ]);
  return propagation.setBaggage(
    ROOT_CONTEXT,
    propagation.createBaggage(Object.fromEntries(entries)),
  );
}

describe('uber-trace-id', () => {
  it.each([
    [`${TRACE_ID}:${SPAN_ID}:0:1`, TRACE_ID, SPAN_ID, 1],
    [`${TRACE_ID}:${SPAN_ID}:abc:0`, TRACE_ID, SPAN_ID, 0],
    [`${TRACE_ID}:${SPAN_ID}::03`, TRACE_ID, SPAN_ID, 1],
    [`${TRACE_ID}%3A${SPAN_ID}%3a0%3A1`, TRACE_ID, SPAN_ID, 1],
    ['4FE:D1:0:1', '4fe'.padStart(32, '0'), 'd1'.padStart(16, '0'), 1],
  ])('is read: %s', (header, traceId, spanId, traceFlags) => {
    expect(trace.getSpanContext(extract({ 'uber-trace-id': header }))).toEqual({
      traceId,
      spanId,
      traceFlags,
      isRemote: true,
    });
  });

  it.each([
    '',
    `${TRACE_ID}:${SPAN_ID}:0`,
    `${TRACE_ID}:${SPAN_ID}:0:1, ${TRACE_ID}:${SPAN_ID}:0:1`,
    `0:${SPAN_ID}:0:1`,
    `${TRACE_ID}:0:0:1`,
    `a${TRACE_ID}:${SPAN_ID}:0:1`,
    `${TRACE_ID}:${SPAN_ID}:0:100`,
  ])('is none where it breaks the format: %j', (header) => {
    expect(extract({ 'uber-trace-id': header })).toBe(ROOT_CONTEXT);
  });

  it('comes back from where it was sent', () => {
    const span = { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: TraceFlags.SAMPLED };
    const carrier = inject(trace.setSpanContext(ROOT_CONTEXT, span));
    expect(carrier).toEqual({ 'uber-trace-id': `${TRACE_ID}:${SPAN_ID}:0:1` });
    expect(trace.getSpanContext(extract(carrier))).toEqual({ ...span, isRemote: true });
    expect(propagator.fields()).toEqual(['uber-trace-id']);
  });

  it('sends nothing while tracing is suppressed', () => {
    const span = { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: TraceFlags.SAMPLED };
    const context = trace.setSpanContext(withBaggage({ tenant: 'acme' }), span);
    expect(inject(suppressTracing(context))).toEqual({});
  });
});

describe('uberctx-*', () => {
  it('comes back from where it was sent', () => {
    const values = { tenant: 'acme & søn', plan: 'a=1;b,c' };
    const carrier = inject(withBaggage(values));
    expect(carrier).toMatchObject({ 'uberctx-tenant': 'acme%20%26%20s%C3%B8n' });
    expect(baggageOf(extract(carrier))).toEqual(values);
  });

  it('joins what another format brought', () => {
    const joined = extract({ 'uberctx-plan': 'gold' }, withBaggage({ tenant: 'acme' }));
    expect(baggageOf(joined)).toEqual({ tenant: 'acme', plan: 'gold' });
  });

  it('leaves out what it cannot read, and what no header can be named', () => {
    expect(baggageOf(extract({ 'uberctx-a': '%zz', 'uberctx-': 'b', 'uberctx-c': 'd' }))).toEqual({
      c: 'd',
    });
    expect(inject(withBaggage({ 'a b': '1', c: 'd' }))).toEqual({ 'uberctx-c': 'd' });
  });

  it('has the limits of the header baggage, in and out', () => {
    const many = Array.from({ length: 100 }, (_, index) => [`uberctx-k${index}`, 'v']);
    expect(Object.keys(baggageOf(extract(Object.fromEntries(many))))).toHaveLength(64);
    const long = { 'uberctx-a': 'x'.repeat(8_000), 'uberctx-b': 'y'.repeat(1_000) };
    expect(Object.keys(baggageOf(extract(long)))).toEqual(['a']);
    expect(
      Object.keys(inject(withBaggage(baggageOf(extract(Object.fromEntries(many)))))),
    ).toHaveLength(64);
    const tooLong = withBaggage({ a: 'x'.repeat(8_000), b: 'y'.repeat(1_000), c: 'z' });
    expect(Object.keys(inject(tooLong))).toEqual(['uberctx-a', 'uberctx-c']);
  });
});
