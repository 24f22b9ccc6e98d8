import { beforeAll, describe, expect, it } from '@jest/globals';
import { runNode } from '../support/run-node.js';

/** What spans are given, each by its number, so that no text of one is that of another. */
const CASES: Readonly<Record<string, string>> = {
  attributes: `span.setAttributes(attributesOf(seed))`,
  'many attributes': `for (let n = 0; n < 100; n++) span.setAttribute('name.' + n, n)`,
  events: `for (let n = 0; n < 5; n++) span.addEvent(text(20, seed + n), attributesOf(seed + n))`,
  links: `
    const context = { traceId: text(32, seed), spanId: text(16, seed), traceFlags: 1 };
    span.addLinks([{ context, attributes: attributesOf(seed) }, { context }])`,
  'a message': `span.setStatus({ code: SpanStatusCode.ERROR, message: text(5_000, seed) })`,
  'a long name': `span.updateName(text(5_000, seed))`,
  'a value that is cut': `span.setAttribute('text', text(100_000, seed))`,
  'a list with values that are cut': `
    span.addEvent('e', { texts: [text(100_000, seed), text(100_000, seed)] })`,
};

const FUNCTIONS = Object.entries(CASES).map(([name, body]) => `'${name}'(span, seed) {${body}}`);

/** Makes 1,000 spans of each case as the SDK does, and prints what they were estimated to take and took. */
const SCRIPT = `
  import { ROOT_CONTEXT, SpanStatusCode } from '@opentelemetry/api';
  import { TracerProvider } from '@opentelemetry/sdk-trace';
  import { bytesOf } from './dist/sdk/export/span-ring.js';

  const LIMIT = 1_000;
  const text = (length, seed) => Buffer.alloc(length, seed + ' ').toString('latin1');
  const attributesOf = (seed) => ({
    count: seed, text: text(200, seed), wide: text(99, seed) + '中', list: [1, 2, 3, 4, 5],
  });
  const cases = {${FUNCTIONS.join()}};

  function spansOf(fill) {
    const spans = [];
    const processor = { onStart() {}, onEnd: (span) => spans.push(span), async forceFlush() {}, async shutdown() {} };
    const spanLimits = { attributeValueLengthLimit: LIMIT };
    const tracer = new TracerProvider({ spanLimits, spanProcessors: [processor] }).getTracer('test');
    for (let seed = 0; seed < 1_000; seed++) {
      const span = tracer.startSpan('span ' + seed, {}, ROOT_CONTEXT);
      fill(span, seed);
      span.end();
    }
    return spans;
  }
  async function heapUsed() {
    for (let turn = 0; turn < 3; turn++) {
      gc();
      await new Promise(setImmediate);
    }
    return process.memoryUsage().heapUsed;
  }
  const figures = {};
  for (const [name, fill] of Object.entries(cases)) {
    const spans = spansOf(fill);
    const estimated = spans.reduce((sum, span) => sum + bytesOf(span, LIMIT), 0);
    const held = await heapUsed();
    spans.splice(0);
    figures[name] = { estimated, taken: held - (await heapUsed()) };
  }
  console.log(JSON.stringify(figures));`;

describe('what the queue takes a span for', () => {
  let figures: Record<string, { readonly estimated: number; readonly taken: number }>;

  beforeAll(async () => {
    const { stdout } = await runNode(['--expose-gc', '--input-type=module', '--eval', SCRIPT], {
      cwd: 'libs/tracing',
    });
    figures = JSON.parse(stdout) as typeof figures;
  });

  it.each(Object.keys(CASES))('is what it takes with %s, or a little more', (name) => {
    const { estimated = 0, taken = 0 } = figures[name] ?? {};
    expect(taken).toBeGreaterThan(0);
    expect(estimated).toBeGreaterThan(taken);
    expect(estimated).toBeLessThan(4 * taken);
  });
});
