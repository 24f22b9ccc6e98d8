import { describe, expect, it } from '@jest/globals';
import {
  type Context,
  ROOT_CONTEXT,
  TraceFlags,
  defaultTextMapGetter,
  defaultTextMapSetter,
  trace,
} from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { createB3Propagator } from './b3-propagator.js';

const TRACE_ID = '80f198ee56343ba864fe8b2a57d3eff7';
const SPAN_ID = 'e457b5a2e4d86bd1';
const OWN_SPAN_ID = '05e3ac9a4f6e3b90';
const MULTI = { 'x-b3-traceid': TRACE_ID, 'x-b3-spanid': SPAN_ID };

const extract = (carrier: unknown): Context =>
  createB3Propagator('single', true).extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);

/** Returns the headers that are sent for a span below `caller`. */
function sent(
  caller: Context,
  {
    encoding = 'single',
    traceFlags = TraceFlags.SAMPLED,
    forwardsDebug = true,
  }: {
    encoding?: 'single' | 'multi';
    traceFlags?: number;
    forwardsDebug?: boolean;
  } = {},
): unknown {
  const span = { traceId: TRACE_ID, spanId: OWN_SPAN_ID, traceFlags };
  const carrier = {};
  createB3Propagator(encoding, forwardsDebug).inject(
    trace.setSpanContext(caller, span),
    carrier,
    defaultTextMapSetter,
  );
  return carrier;
}

describe('B3', () => {
  it.each([
    [{ b3: `${TRACE_ID}-${SPAN_ID}-1` }, TRACE_ID, 1],
    [{ b3: `${TRACE_ID}-${SPAN_ID}-d-${OWN_SPAN_ID}` }, TRACE_ID, 1],
    [{ b3: `${TRACE_ID}-${SPAN_ID}-0` }, TRACE_ID, 0],
    [{ b3: `64fe8b2a57d3eff7-${SPAN_ID}-1` }, '000000000000000064fe8b2a57d3eff7', 1],
    [{ ...MULTI, 'x-b3-sampled': '1' }, TRACE_ID, 1],
    [{ ...MULTI, 'x-b3-sampled': 'true' }, TRACE_ID, 1],
    [{ ...MULTI, 'x-b3-flags': '1' }, TRACE_ID, 1],
    [{ ...MULTI, 'x-b3-sampled': '0' }, TRACE_ID, 0],
    [{ ...MULTI, 'x-b3-sampled': '1', b3: 'none of it' }, TRACE_ID, 1],
  ])('reads %j', (carrier, traceId, traceFlags) => {
    expect(trace.getSpanContext(extract(carrier))).toEqual({
      traceId,
      spanId: SPAN_ID,
      traceFlags,
      isRemote: true,
    });
  });

  it.each([
    [{ b3: `${TRACE_ID}-${SPAN_ID}-1, ${TRACE_ID}-${SPAN_ID}-0` }],
    [{ b3: [`${TRACE_ID}-${SPAN_ID}-1`, `${TRACE_ID}-${SPAN_ID}-1`] }],
    [{ b3: `${'x'.repeat(10_000)}${TRACE_ID}-${SPAN_ID}-1` }],
    [{ b3: `${TRACE_ID.toUpperCase()}-${SPAN_ID}-1` }],
    [{ ...MULTI, 'x-b3-traceid': TRACE_ID.toUpperCase() }],
    [{ ...MULTI, 'x-b3-traceid': '0'.repeat(32) }],
    [{ 'x-b3-traceid': TRACE_ID }],
    [{ b3: '0' }],
  ])('takes for none what breaks the format, or comes twice: %j', (carrier) => {
    expect(extract(carrier)).toBe(ROOT_CONTEXT);
  });

  it('sends one header, or several', () => {
    expect(sent(ROOT_CONTEXT)).toEqual({ b3: `${TRACE_ID}-${OWN_SPAN_ID}-1` });
    expect(sent(ROOT_CONTEXT, { encoding: 'multi', traceFlags: TraceFlags.NONE })).toEqual({
      'x-b3-traceid': TRACE_ID,
      'x-b3-spanid': OWN_SPAN_ID,
      'x-b3-sampled': '0',
    });
    expect(sent(suppressTracing(ROOT_CONTEXT))).toEqual({});
  });

  it.each([{ b3: `${TRACE_ID}-${SPAN_ID}-d` }, { ...MULTI, 'x-b3-flags': '1' }])(
    'sends the debug flag on with a span that is sampled: %j',
    (carrier) => {
      const isDebug =
        'b3' in carrier ? { b3: `${TRACE_ID}-${OWN_SPAN_ID}-d` } : { 'x-b3-flags': '1' };
      const encoding = 'b3' in carrier ? 'single' : 'multi';
      expect(sent(extract(carrier), { encoding })).toMatchObject(isDebug);
    },
  );

  it.each([
    ['of a span that is not sampled', { traceFlags: TraceFlags.NONE }, '0'],
    ['where not every caller is trusted', { forwardsDebug: false }, '1'],
  ])('keeps the debug flag %s to itself', (_title, options, flag) => {
    const caller = extract({ b3: `${TRACE_ID}-${SPAN_ID}-d` });
    expect(sent(caller, options)).toEqual({ b3: `${TRACE_ID}-${OWN_SPAN_ID}-${flag}` });
  });

  it('names the headers that it sends', () => {
    expect(createB3Propagator('single', true).fields()).toEqual(['b3']);
    expect(createB3Propagator('multi', true).fields()).toContain('x-b3-traceid');
  });
});
