import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, createServer } from 'node:http';
import * as http2 from 'node:http2';
import { type AddressInfo, type Server, connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import {
  type Context,
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  type SpanContext,
  TraceFlags,
  defaultTextMapGetter,
  defaultTextMapSetter,
  trace,
} from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { AlwaysOffSampler, AlwaysOnSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../../test/support/generated-runs.js';
import { collectGarbage } from '../../../test/collect-garbage.js';
import { TraceContextPropagator } from './trace-context-propagator.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';
const TRACEPARENT = `00-${TRACE_ID}-${SPAN_ID}-01`;

const propagator = new TraceContextPropagator();

function contextOf(headers: unknown, context = ROOT_CONTEXT): Context {
  return propagator.extract(context, headers, defaultTextMapGetter);
}

function extract(headers: unknown): SpanContext | undefined {
  return trace.getSpanContext(contextOf(headers));
}

function inject(context: Context): Record<string, string> {
  const headers = {};
  propagator.inject(context, headers, defaultTextMapSetter);
  return headers;
}

function send(spanContext: SpanContext): Record<string, string> {
  return inject(trace.setSpanContext(ROOT_CONTEXT, spanContext));
}

/** Returns the headers that a process sends which starts a span of its own under `headers`. */
function continued(headers: unknown, sampler = new AlwaysOnSampler()): string | undefined {
  const context = contextOf(headers);
  const span = new TracerProvider({ sampler }).getTracer('test').startSpan('served', {}, context);
  return inject(trace.setSpan(context, span))['traceparent'];
}

async function headersAt(
  server: Server,
  send: (port: number) => { end: () => unknown },
): Promise<IncomingHttpHeaders> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = send((server.address() as AddressInfo).port);
  const [request] = (await once(server, 'request')) as [IncomingMessage];
  client.end();
  server.close();
  return request.headers;
}

/** Returns the headers of a request as node:http has them. */
function overHttp(...lines: string[]): Promise<IncomingHttpHeaders> {
  return headersAt(
    createServer((_, response) => response.end()),
    (port) => {
      const socket = connect(port, '127.0.0.1').resume();
      socket.write(
        ['GET / HTTP/1.1', 'Host: x', 'Connection: close', ...lines, '', ''].join('\r\n'),
      );
      return socket;
    },
  );
}

/** Returns the headers of a request over HTTP/2, where a header with several values is several headers. */
function overHttp2(headers: http2.OutgoingHttpHeaders): Promise<IncomingHttpHeaders> {
  return headersAt(
    http2.createServer((_, response) => response.end()),
    (port) => {
      const session = http2.connect(`http://127.0.0.1:${port}`);
      session.request(headers).resume();
      return { end: () => session.close() };
    },
  );
}

describe('TraceContextPropagator, by Trace Context Level 2', () => {
  describe('§3.2.1, §3.3.1 header names', () => {
    it.each([
      ['traceparent', 'tracestate'],
      ['TraceParent', 'TraceState'],
      ['TRACEPARENT', 'TRACESTATE'],
    ])(
      'are read in any case, as node:http hands them over: %s',
      async (traceparent, tracestate) => {
        const headers = await overHttp(`${traceparent}: ${TRACEPARENT}`, `${tracestate}: a=1`);
        expect(extract(headers)).toMatchObject({ traceId: TRACE_ID, spanId: SPAN_ID });
        expect(extract(headers)?.traceState?.get('a')).toBe('1');
      },
    );

    it('are single words', () => {
      expect(extract({ 'trace-parent': TRACEPARENT, 'trace.parent': TRACEPARENT })).toBeUndefined();
    });

    it('are sent in lower case', () => {
      const context = contextOf({ traceparent: TRACEPARENT, tracestate: 'a=1' });
      expect(Object.keys(inject(context))).toEqual(['traceparent', 'tracestate']);
      expect(propagator.fields()).toEqual(['traceparent', 'tracestate']);
    });
  });

  describe('§3.2.2 traceparent', () => {
    it('names trace, parent and flags of a remote span', () => {
      expect(extract({ traceparent: TRACEPARENT })).toEqual({
        traceId: TRACE_ID,
        spanId: SPAN_ID,
        traceFlags: TraceFlags.SAMPLED,
        isRemote: true,
      });
    });

    it.each([
      ['a space before', ` ${TRACEPARENT}`],
      ['a tab behind', `${TRACEPARENT}\t`],
      ['many of both', `\t \t${TRACEPARENT}  \t`],
    ])('does not count whitespace around it (RFC 9110 §5.5): %s', (_, traceparent) => {
      expect(extract({ traceparent })).toMatchObject({ traceId: TRACE_ID });
    });

    it.each([
      ['a line break', `${TRACEPARENT}\n`],
      ['a no-break space', `\u00a0${TRACEPARENT}`],
    ])('counts other whitespace: %s', (_, traceparent) => {
      expect(extract({ traceparent })).toBeUndefined();
    });
  });

  describe('§3.2.2.1 version', () => {
    it('ff is invalid', () => {
      expect(extract({ traceparent: TRACEPARENT.replace('00', 'ff') })).toBeUndefined();
    });

    it.each(['', '0', '000', '0000', '.0', '0.', '0A', 'FF', '0x'])(
      'is two lower-case hex digits and a dash, which %j is not',
      (version) => {
        expect(extract({ traceparent: TRACEPARENT.replace('00', version) })).toBeUndefined();
      },
    );
  });

  describe('§3.2.2.2 version-format of version 00', () => {
    it.each([
      ['nothing', ''],
      ['its version alone', '00'],
      ['too few fields', `00-${TRACE_ID}-${SPAN_ID}`],
      ['an empty flags field', `00-${TRACE_ID}-${SPAN_ID}-`],
      ['a fifth field', `${TRACEPARENT}-what-the-future-will-be-like`],
      ['an empty fifth field', `${TRACEPARENT}-`],
      ['a character more', `${TRACEPARENT}.`],
      ['other delimiters', TRACEPARENT.replaceAll('-', '_')],
      ['the old trace-id of 8 bytes', `00-${TRACE_ID.slice(16)}-${SPAN_ID}-01`],
      ['a line of its own', `x\n${TRACEPARENT}\nx`],
    ])('is invalid with %s', (_, traceparent) => {
      expect(extract({ traceparent })).toBeUndefined();
    });
  });

  describe('§3.2.2.3 trace-id', () => {
    it.each([
      ['all zeros', '0'.repeat(32)],
      ['upper case', TRACE_ID.toUpperCase()],
      ['a character that is not hex at its start', `.${TRACE_ID.slice(1)}`],
      ['a character that is not hex at its end', `${TRACE_ID.slice(1)}.`],
      ['31 characters', TRACE_ID.slice(1)],
      ['33 characters', `${TRACE_ID}0`],
    ])('that is invalid makes the traceparent ignored: %s', (_, traceId) => {
      expect(extract({ traceparent: `00-${traceId}-${SPAN_ID}-01` })).toBeUndefined();
    });

    it.each([`${'0'.repeat(31)}1`, `1${'0'.repeat(31)}`, `${'0'.repeat(16)}${SPAN_ID}`])(
      'may be %s: not all of it is zero',
      (traceId) => {
        expect(extract({ traceparent: `00-${traceId}-${SPAN_ID}-01` })).toMatchObject({ traceId });
      },
    );
  });

  describe('§3.2.2.4 parent-id', () => {
    it.each([
      ['all zeros', '0'.repeat(16)],
      ['upper case', SPAN_ID.toUpperCase()],
      ['a character that is not hex at its start', `.${SPAN_ID.slice(1)}`],
      ['a character that is not hex at its end', `${SPAN_ID.slice(1)}.`],
      ['15 characters', SPAN_ID.slice(1)],
      ['17 characters', `${SPAN_ID}0`],
    ])('that is invalid makes the traceparent ignored: %s', (_, spanId) => {
      expect(extract({ traceparent: `00-${TRACE_ID}-${spanId}-01` })).toBeUndefined();
    });
  });

  describe('§3.2.2.5 trace-flags', () => {
    it.each(['.0', '0.', '0A', '1', '001', ' 1'])(
      'are two lower-case hex digits: not %j',
      (flags) => {
        expect(extract({ traceparent: TRACEPARENT.replace(/01$/, flags) })).toBeUndefined();
      },
    );

    it.each([
      ['01', true],
      ['03', true],
      ['09', true],
      ['ff', true],
      ['00', false],
      ['02', false],
      ['fe', false],
    ])('§3.2.2.5.1 %s says by its lowest bit whether it is sampled: %p', (flags, sampled) => {
      const { traceFlags = 0 } = extract({ traceparent: TRACEPARENT.replace(/01$/, flags) }) ?? {};
      expect((traceFlags & TraceFlags.SAMPLED) !== 0).toBe(sampled);
    });

    describe('§3.2.2.5.2 the random flag', () => {
      const random = { traceparent: `00-${TRACE_ID}-${SPAN_ID}-03` };

      it('is in the span context', () => {
        expect(extract(random)?.traceFlags).toBe(0b11);
      });

      it('that came goes out with the spans of the trace', () => {
        expect(continued(random)).toMatch(new RegExp(`^00-${TRACE_ID}-.{16}-03$`));
      });

      it('that came goes out when the trace is not sampled here', () => {
        expect(continued(random, new AlwaysOffSampler())).toMatch(/-02$/);
      });

      it.each(['00', '01'])('that did not come with %s does not go out', (flags) => {
        expect(continued({ traceparent: `00-${TRACE_ID}-${SPAN_ID}-${flags}` })).toMatch(/-01$/);
      });

      it('says nothing of another trace that begins below', () => {
        const other = { ...INVALID_SPAN_CONTEXT, traceId: '1'.repeat(32), spanId: SPAN_ID };
        const { traceparent } = inject(trace.setSpanContext(contextOf(random), other));
        expect(traceparent).toBe(`00-${'1'.repeat(32)}-${SPAN_ID}-00`);
      });

      it('says nothing of another trace that comes later', () => {
        const later = { traceparent: `00-${'1'.repeat(32)}-${SPAN_ID}-01` };
        expect(inject(contextOf(later, contextOf(random)))).toEqual(later);
      });

      it('that an SDK sets goes out', () => {
        expect(send({ traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 0b10 })).toEqual({
          traceparent: `00-${TRACE_ID}-${SPAN_ID}-02`,
        });
      });
    });

    it.each([
      ['ff', '03'],
      ['fc', '00'],
      ['05', '01'],
      ['80', '00'],
    ])('§3.2.2.5.3 %s goes out as %s: other flags are set to zero', (flags, sent) => {
      const context = contextOf({ traceparent: TRACEPARENT.replace(/01$/, flags) });
      expect(inject(context)).toEqual({ traceparent: TRACEPARENT.replace(/01$/, sent) });
    });

    it('§3.2.2.5.3 ignores other flags that came', () => {
      expect(extract({ traceparent: TRACEPARENT.replace(/01$/, 'fd') })?.traceFlags).toBe(0b01);
    });

    it('§3.2.2.5.3 sets flags to zero that do not fit into the field', () => {
      const { traceparent } = send({ traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 0x1fd });
      expect(traceparent).toBe(TRACEPARENT);
    });
  });

  describe('§3.2.4 a higher version', () => {
    const higher = TRACEPARENT.replace('00', 'cc');

    it.each([
      ['as long as version 00', higher],
      ['longer, after a dash', `${higher}-what-the-future-will-be-like`],
      ['longer by a dash', `${higher}-`],
      ['the last one', TRACEPARENT.replace('00', 'fe')],
    ])('is read by its first four fields: %s', (_, traceparent) => {
      expect(extract({ traceparent })).toEqual(extract({ traceparent: TRACEPARENT }));
    });

    it.each([
      ['is shorter', higher.slice(0, -1)],
      ['has flags that no dash follows', `${higher}.what-the-future-will-be-like`],
      ['has flags of three characters', `${higher}0`],
      ['has a trace-id that no dash follows', higher.replace(/-b7/, '.b7')],
      ['has a parent-id that is not hex', higher.replace('b7ad', 'B7AD')],
      ['has a trace-id of zeros', higher.replace(TRACE_ID, '0'.repeat(32))],
    ])('restarts the trace if it %s', (_, traceparent) => {
      expect(extract({ traceparent })).toBeUndefined();
    });

    it('is held in memory without its unknown fields', async () => {
      const before = process.memoryUsage().heapUsed;
      const isFree = (): boolean => process.memoryUsage().heapUsed - before < 20_000_000;
      const extracted = Array.from({ length: 100 }, () =>
        extract({ traceparent: `${higher}-${Buffer.alloc(1_000_000, 'more').toString('latin1')}` }),
      );
      await collectGarbage(isFree);
      expect(isFree()).toBe(true);
      expect(extracted).toHaveLength(100);
    });

    it('goes out as version 00, without its unknown fields', () => {
      expect(inject(contextOf({ traceparent: `${higher}-more` }))).toEqual({
        traceparent: TRACEPARENT,
      });
    });
  });

  describe('RFC 9110 §5.3 two traceparent headers', () => {
    const other = TRACEPARENT.replace(SPAN_ID, '1'.repeat(16));

    it('are none', () => {
      expect(extract({ traceparent: [TRACEPARENT, other] })).toBeUndefined();
      expect(extract({ traceparent: [TRACEPARENT] })).toMatchObject({ traceId: TRACE_ID });
    });

    it.each([
      ['00', TRACEPARENT],
      ['cc', TRACEPARENT.replace('00', 'cc')],
      ['cc, with more fields', `${TRACEPARENT.replace('00', 'cc')}-more`],
    ])('are none when node has joined them: version %s', async (_, first) => {
      const one = await overHttp(`traceparent: ${first}`);
      expect(extract(one)).toMatchObject({ traceId: TRACE_ID });
      const two = await overHttp(`traceparent: ${first}`, `traceparent: ${other}`);
      expect(extract(two)).toBeUndefined();
      const twoOverHttp2 = await overHttp2({ traceparent: [first, other] });
      expect(extract(twoOverHttp2)).toBeUndefined();
    });
  });

  it.each([null, 1, {}, [], [1], [[TRACEPARENT]]])('%j is no header', (carried) => {
    expect(extract({ traceparent: carried })).toBeUndefined();
    expect(extract({ traceparent: TRACEPARENT, tracestate: carried })?.traceState).toBeUndefined();
  });

  describe('§3.3 tracestate', () => {
    it('is not even looked at without a valid traceparent', () => {
      const asked: string[] = [];
      const getter = {
        keys: () => [],
        get: (_: unknown, name: string) => {
          asked.push(name);
          return 'a=1';
        },
      };
      expect(propagator.extract(ROOT_CONTEXT, {}, getter)).toBe(ROOT_CONTEXT);
      expect(asked).toEqual(['traceparent']);
    });

    it.each(['a=1,a', 'A=1', 'a=', `a=${'v'.repeat(257)}`, 'a=1\n'])(
      'that cannot be read does not affect the traceparent: %j',
      (tracestate) => {
        expect(extract({ traceparent: TRACEPARENT, tracestate })).toEqual(
          extract({ traceparent: TRACEPARENT }),
        );
      },
    );

    it('§3.3.2 in several headers is one, in their order', () => {
      const tracestate = ['foo=1,bar=2', '', 'rojo=1'];
      const context = contextOf({ traceparent: TRACEPARENT, tracestate });
      expect(inject(context)['tracestate']).toBe('foo=1,bar=2,,rojo=1');
    });

    it('§3.3.2 in several headers is one, as node has joined them', async () => {
      const headers = await overHttp(
        `traceparent: ${TRACEPARENT}`,
        'tracestate: foo=1,bar=2',
        'tracestate: rojo=1',
      );
      expect(inject(contextOf(headers))['tracestate']).toBe('foo=1,bar=2, rojo=1');
      const headersOfHttp2 = await overHttp2({
        traceparent: TRACEPARENT,
        tracestate: ['foo=1,bar=2', 'rojo=1'],
      });
      expect(inject(contextOf(headersOfHttp2))['tracestate']).toBe('foo=1,bar=2, rojo=1');
    });

    it.each(['', ' ', ',,'])('§3.3.2 is accepted empty, but not sent: %j', (tracestate) => {
      const context = contextOf({ traceparent: TRACEPARENT, tracestate });
      expect(inject(context)).toEqual({ traceparent: TRACEPARENT });
    });

    it('§3.3.2 is not sent when its last key was deleted', () => {
      const spanContext = extract({ traceparent: TRACEPARENT, tracestate: 'a=1' });
      const traceState = spanContext?.traceState?.unset('a');
      expect(
        send({ ...(spanContext ?? INVALID_SPAN_CONTEXT), ...(traceState && { traceState }) }),
      ).toEqual({ traceparent: TRACEPARENT });
    });

    it('§3.5 goes out with the spans of the trace', () => {
      const context = contextOf({ traceparent: TRACEPARENT, tracestate: 'rojo=1 , congo=2' });
      const span = new TracerProvider().getTracer('test').startSpan('served', {}, context);
      expect(inject(trace.setSpan(context, span))).toEqual({
        traceparent: `00-${TRACE_ID}-${span.spanContext().spanId}-01`,
        tracestate: 'rojo=1 , congo=2',
      });
    });
  });

  describe('§3.4 an outgoing traceparent', () => {
    it('is the one that came, where nothing was traced in between', () => {
      const headers = { traceparent: TRACEPARENT, tracestate: 'a=1' };
      expect(inject(contextOf(headers))).toEqual(headers);
    });

    it.each<[string, Partial<SpanContext>]>([
      ['a trace-id of zeros', { traceId: '0'.repeat(32) }],
      ['a trace-id in upper case', { traceId: TRACE_ID.toUpperCase() }],
      ['a trace-id of 64 bits', { traceId: SPAN_ID }],
      ['a parent-id of zeros', { spanId: '0'.repeat(16) }],
      ['a parent-id in upper case', { spanId: SPAN_ID.toUpperCase() }],
      ['a parent-id with a line break', { spanId: `${SPAN_ID.slice(1)}\n` }],
    ])('is left out rather than invalid: %s', (_, ids) => {
      const traceState = extract({ traceparent: TRACEPARENT, tracestate: 'a=1' })?.traceState;
      const spanContext = { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 1, ...ids };
      expect(send({ ...spanContext, ...(traceState && { traceState }) })).toEqual({});
    });

    it('is left out without a span, and where tracing is suppressed', () => {
      expect(inject(ROOT_CONTEXT)).toEqual({});
      expect(inject(suppressTracing(contextOf({ traceparent: TRACEPARENT })))).toEqual({});
    });
  });

  describe('§4.3 an invalid traceparent', () => {
    it('leaves the context as it is, so that a new trace begins without the tracestate', () => {
      const headers = { traceparent: `${TRACEPARENT}.`, tracestate: 'a=1' };
      expect(contextOf(headers)).toBe(ROOT_CONTEXT);
      const context = contextOf({ traceparent: TRACEPARENT });
      expect(contextOf(headers, context)).toBe(context);
    });
  });

  it('reads back what it has sent', () => {
    const hex = (length: number): fc.Arbitrary<string> =>
      fc
        .string({
          unit: fc.constantFrom(...'0123456789abcdef'.split('')),
          minLength: length,
          maxLength: length,
        })
        .filter((id) => !/^0+$/.test(id));
    const spanContexts = fc.record({
      traceId: hex(32),
      spanId: hex(16),
      traceFlags: fc.constantFrom(0, 1, 2, 3),
    });
    fc.assert(
      fc.property(spanContexts, (spanContext) => {
        expect(extract(send(spanContext))).toEqual({ ...spanContext, isRemote: true });
      }),
      generatedRuns(1_000),
    );
  });

  it.each([',', ' ', '\t', ' ,', 'a=1,', 'a=', '= ', '00-', '0', '-'])(
    'reads a long header of %j in linear time',
    (unit) => {
      const long = unit.repeat(200_000 / unit.length);
      const start = performance.now();
      contextOf({ traceparent: long });
      contextOf({ traceparent: TRACEPARENT, tracestate: `${long}x` });
      contextOf({ traceparent: TRACEPARENT.replace('00', 'cc') + long });
      expect(performance.now() - start).toBeLessThan(10_000);
    },
  );

  it('throws at no headers, and sends no invalid ones', () => {
    const nearly = fc
      .tuple(
        fc.constantFrom(TRACEPARENT, `cc-${TRACE_ID}-${SPAN_ID}-01-x`),
        fc.nat(60),
        fc.string(),
      )
      .map(([header, at, text]) => header.slice(0, at) + text + header.slice(at + text.length));
    const values = fc.oneof(fc.string({ unit: 'binary' }), nearly, fc.constant(TRACEPARENT));
    const carried = fc.oneof(values, fc.array(values), fc.jsonValue());
    fc.assert(
      fc.property(carried, carried, (traceparent, tracestate) => {
        const sent = inject(contextOf({ traceparent, tracestate }));
        expect(sent['traceparent'] ?? TRACEPARENT).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]$/);
        expect(sent['tracestate'] ?? '').toMatch(/^[\t\u0020-\u007e]{0,512}$/);
      }),
      generatedRuns(1_000),
    );
  });
});
