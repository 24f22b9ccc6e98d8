import { describe, expect, it } from '@jest/globals';
import {
  type Context,
  ROOT_CONTEXT,
  type TextMapPropagator,
  baggageEntryMetadataFromString,
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  trace,
} from '@opentelemetry/api';
import { W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { BaggagePropagator } from './baggage-propagator.js';
import { TraceContextPropagator } from './trace-context-propagator.js';

const ours = { trace: new TraceContextPropagator(), baggage: new BaggagePropagator() };
const core = { trace: new W3CTraceContextPropagator(), baggage: new W3CBaggagePropagator() };

const ids = '0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331';
const traceparent = `00-${ids}-01`;

type Headers = Record<string, string | string[]>;

function inject(propagator: TextMapPropagator, context: Context): Record<string, string> {
  const headers = {};
  propagator.inject(context, headers, defaultTextMapSetter);
  return headers;
}

/** Returns the headers that are sent after `headers` were received. */
function passOn(propagator: TextMapPropagator, headers: Headers): Record<string, string> {
  return inject(propagator, propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter));
}

function member(key: string, length: number): string {
  return `${key}=${'v'.repeat(length - key.length - 1)}`;
}

/** Each row is a reason for propagators of our own; one that fails is a reason less. */
describe('what @opentelemetry/core does otherwise than the recommendations', () => {
  it.each<[string, Headers, Headers, Headers]>([
    [
      '§3.2.2.5.3 flags that are not known make an invalid traceparent',
      { traceparent: `00-${ids}-11` },
      { traceparent },
      { traceparent: `00-${ids}-011` },
    ],
    [
      'RFC 9110 §5.3 one of two traceparent headers is believed',
      { traceparent: [traceparent, `00-${'1'.repeat(32)}-${'1'.repeat(16)}-00`] },
      {},
      { traceparent },
    ],
    ['§3.2.2 a line break is whitespace', { traceparent: `${traceparent}\n` }, {}, { traceparent }],
    [
      '§3.3.2.2.1 keys of Level 2 are dropped',
      { traceparent, tracestate: '1a=1,b@c@d=2,e=3' },
      { traceparent, tracestate: '1a=1,b@c@d=2,e=3' },
      { traceparent, tracestate: 'e=3' },
    ],
    [
      '§3.3.3 of a key that came twice the older value stays',
      { traceparent, tracestate: 'a=newer,b=2,a=older' },
      { traceparent, tracestate: 'a=newer,b=2,a=older' },
      { traceparent, tracestate: 'a=older,b=2' },
    ],
    [
      '§3.3.3.1 members of more than 128 characters are not removed first',
      { traceparent, tracestate: [member('long', 260), member('a', 120), 'b=2', member('c', 128)] },
      { traceparent, tracestate: [member('a', 120), 'b=2', member('c', 128)].join(',') },
      { traceparent, tracestate: [member('long', 260), member('a', 120), 'b=2'].join(',') },
    ],
    [
      '§3.3.2 empty tracestate headers are sent',
      { traceparent, tracestate: ' ' },
      { traceparent },
      { traceparent, tracestate: '' },
    ],
  ])('%s', (_, headers, sentByOurs, sentByCore) => {
    expect(passOn(ours.trace, headers)).toEqual(sentByOurs);
    expect(passOn(core.trace, headers)).toEqual(sentByCore);
  });

  it('§3.2.2.5.2 the random flag ends at the first span of the SDK', () => {
    const flagsAfterSpan = (propagator: TextMapPropagator): string | undefined => {
      const headers = { traceparent: `00-${ids}-03` };
      const context = propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
      const span = new TracerProvider().getTracer('test').startSpan('served', {}, context);
      return inject(propagator, trace.setSpan(context, span))['traceparent']?.slice(-2);
    };
    expect(flagsAfterSpan(ours.trace)).toBe('03');
    expect(flagsAfterSpan(core.trace)).toBe('01');
  });

  it('§3.5 the 33rd key of a tracestate is refused, where the right-most one should go', () => {
    const tracestate = Array.from({ length: 32 }, (_, index) => `k${index}=v`).join(',');
    const withOneMore = (propagator: TextMapPropagator): string | undefined => {
      const headers = { traceparent, tracestate };
      const context = propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
      return trace.getSpanContext(context)?.traceState?.set('new', '1').serialize();
    };
    expect(withOneMore(ours.trace)).toBe(`new=1,${tracestate.replace(',k31=v', '')}`);
    expect(withOneMore(core.trace)).toBe(tracestate);
  });

  it.each<[string, string, string | undefined, string | undefined]>([
    ['§3.3.1.2 keys are encoded', 'a+b=1', 'a+b=1', 'a%2Bb=1'],
    ['§3.3.1.2 keys are decoded', 'a%41=1', 'a%41=1', 'aA=1'],
    ['§3.3.1.2 the key __proto__ is lost', '__proto__=1,a=2', '__proto__=1,a=2', 'a=2'],
    ['§3.3.1.3 empty values are lost', 'a=,b=1', 'a=,b=1', 'b=1'],
    ['§3.3.1.3 octets that are no UTF-8 are not replaced', 'a=%FF', 'a=%EF%BF%BD', undefined],
    ['§3.3.2 less than 8192 bytes are passed on', member('a', 5000), member('a', 5000), undefined],
    [
      '§3.3.2 values grow beyond 8192 bytes',
      `a=${'/'.repeat(4000)}`,
      `a=${'/'.repeat(4000)}`,
      undefined,
    ],
  ])('baggage %s', (_, baggage, sentByOurs, sentByCore) => {
    expect(passOn(ours.baggage, { baggage })['baggage']).toBe(sentByOurs);
    expect(passOn(core.baggage, { baggage })['baggage']).toBe(sentByCore);
  });

  it('baggage §3.3.1.4 properties can smuggle in another entry', () => {
    const metadata = baggageEntryMetadataFromString('p,role=admin');
    const baggage = propagation.createBaggage({ a: { value: '1', metadata } });
    const context = propagation.setBaggage(ROOT_CONTEXT, baggage);
    expect(inject(ours.baggage, context)).toEqual({});
    expect(inject(core.baggage, context)).toEqual({ baggage: 'a=1;p,role=admin' });
  });

  it('baggage §3.3.1.3 half of a character throws', () => {
    const baggage = propagation.createBaggage({ a: { value: '\ud83d' }, b: { value: '2' } });
    const context = propagation.setBaggage(ROOT_CONTEXT, baggage);
    expect(inject(ours.baggage, context)).toEqual({ baggage: 'a=%EF%BF%BD,b=2' });
    expect(() => inject(core.baggage, context)).toThrow(URIError);
  });
});
