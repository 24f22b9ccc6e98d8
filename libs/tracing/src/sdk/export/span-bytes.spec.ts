import { describe, expect, it } from '@jest/globals';
import { type Attributes, ROOT_CONTEXT, type Span, SpanStatusCode } from '@opentelemetry/api';
import { type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace';
import { collectGarbage } from '../../../test/collect-garbage.js';
import { finishedSpan } from '../../../test/finished-span.js';
import { parseTraceState } from '../propagation/trace-state.js';
import { bytesOf } from './span-bytes.js';

const LIMIT = 1_000;

/** Makes spans as the SDK does, each of which `fill` gives what it has. */
function spansOf(count: number, fill: (span: Span, number: number) => void): ReadableSpan[] {
  const spans: ReadableSpan[] = [];
  const provider = new TracerProvider({
    spanLimits: { attributeValueLengthLimit: LIMIT },
    spanProcessors: [
      {
        onStart: () => {},
        onEnd: (span) => void spans.push(span),
        forceFlush: () => Promise.resolve(),
        shutdown: () => Promise.resolve(),
      },
    ],
  });
  const tracer = provider.getTracer('test');
  for (let number = 0; number < count; number++) {
    const span = tracer.startSpan(`span ${number}`, {}, ROOT_CONTEXT);
    fill(span, number);
    span.end();
  }
  return spans;
}

async function heapUsed(): Promise<number> {
  let turns = 0;
  await collectGarbage(() => turns++ === 3);
  return process.memoryUsage().heapUsed;
}

/** A text that nothing else holds. */
const text = (length: number, seed: number): string =>
  Buffer.alloc(length, `${seed} `).toString('latin1');

const wide = (length: number, seed: number): string => `${text(length - 1, seed)}中`;

function attributesOf(seed: number): Attributes {
  return { count: seed, text: text(200, seed), wide: wide(100, seed), list: [1, 2, 3, 4, 5] };
}

describe('bytesOf', () => {
  it.each<[string, (span: Span, number: number) => void]>([
    ['attributes', (span, seed) => span.setAttributes(attributesOf(seed))],
    [
      'many attributes',
      (span) => {
        for (let n = 0; n < 100; n++) span.setAttribute(`name.${n}`, n);
      },
    ],
    [
      'events',
      (span, seed) => {
        for (let n = 0; n < 5; n++) span.addEvent(text(20, seed + n), attributesOf(seed + n));
      },
    ],
    [
      'links',
      (span, seed) => {
        const context = { traceId: text(32, seed), spanId: text(16, seed), traceFlags: 1 };
        span.addLinks([{ context, attributes: attributesOf(seed) }, { context }]);
      },
    ],
    [
      'a message',
      (span, seed) => span.setStatus({ code: SpanStatusCode.ERROR, message: text(5_000, seed) }),
    ],
    ['a long name', (span, seed) => span.updateName(text(5_000, seed))],
    ['a value that is cut', (span, seed) => span.setAttribute('text', text(100_000, seed))],
    [
      'a list with values that are cut',
      (span, seed) => span.addEvent('e', { texts: [text(100_000, seed), text(100_000, seed)] }),
    ],
  ])('is what spans take with %s, or a little more', async (_name, fill) => {
    const spans = spansOf(1_000, fill);
    const estimated = spans.reduce((sum, span) => sum + bytesOf(span, LIMIT), 0);
    const held = await heapUsed();
    spans.splice(0);
    const taken = held - (await heapUsed());
    expect(taken).toBeLessThan(estimated);
    expect(estimated).toBeLessThan(4 * taken);
  });

  it('counts what may be nested, and a trace state', () => {
    const { spanContext, ...span } = finishedSpan(0);
    const plain = bytesOf(finishedSpan(0), LIMIT);
    const nested = { ...span, spanContext, attributes: { a: { b: ['x'.repeat(500)] } as never } };
    expect(bytesOf(nested, LIMIT) - plain).toBeGreaterThan(1_000);
    const traceState = parseTraceState(`a=${'x'.repeat(200)}`);
    const stateful = { ...span, spanContext: () => ({ ...spanContext(), traceState }) as never };
    expect(bytesOf(stateful, LIMIT) - plain).toBeGreaterThan(400);
    const binary = { ...span, spanContext, attributes: { a: new Uint8Array(700) as never } };
    expect(bytesOf(binary, LIMIT) - plain).toBeGreaterThan(700);
  });
});
