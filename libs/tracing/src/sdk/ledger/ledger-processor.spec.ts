import { type Context, ROOT_CONTEXT, type Span, type Tracer, trace } from '@opentelemetry/api';
import { SamplingDecision, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LedgerServer } from '../../../../../test/support/ledger-server.js';
import { recordStderrLines } from '../../../test/stderr-lines.js';
import { until } from '../../../test/until.js';
import { LedgerProcessor } from './ledger-processor.js';

const MAX_SPANS = 2_048;

const stderr = recordStderrLines();

let ledger: LedgerServer;
let processor: LedgerProcessor;
let tracer: Tracer;
let endedTraces: number;
let decision: SamplingDecision;

beforeEach(async () => {
  ledger = await LedgerServer.start();
  announce(ledger.endpoint);
  await until(() => ledger.streams.length === 1);
});
afterEach(async () => {
  processor.end();
  await ledger.stop();
});

/** Announces the spans of `tracer` from now on, which are sampled until `decision` is another. */
function announce(endpoint: string): void {
  endedTraces = 0;
  decision = SamplingDecision.RECORD_AND_SAMPLED;
  processor = new LedgerProcessor({
    url: new URL('/v1/ledger', endpoint),
    service: 'shop',
    onTraceEnded: () => void endedTraces++,
  });
  tracer = new TracerProvider({
    sampler: { shouldSample: () => ({ decision }) },
    spanProcessors: [processor],
  }).getTracer('test');
}

async function announced(count: number): Promise<readonly string[]> {
  await until(
    () => ledger.lines.length >= count,
    () => `${count} lines, got ${ledger.lines.join(', ')}`,
  );
  await ledger.readWaiting();
  return ledger.lines;
}

/** Starts the ledger anew, and waits until it is connected to. */
async function restart(port: number): Promise<void> {
  ledger = await LedgerServer.start(port);
  await until(() => ledger.streams.length === 1);
}

describe('LedgerProcessor', () => {
  it('announces the service, the ids and the name of a span at its start, and the ids at its end', async () => {
    const span = tracer.startSpan('GET /orders');
    const { traceId, spanId } = span.spanContext();
    span.updateName('GET /orders/:id').end();
    await announced(2);
    expect(ledger.streams[0]?.lines).toEqual([
      { service: 'shop', start: { traceId, spanId, name: 'GET /orders' } },
      { service: 'shop', end: { traceId, spanId } },
    ]);
  });

  it('announces no span that is recorded and not sampled', async () => {
    decision = SamplingDecision.RECORD;
    const unsampled = tracer.startSpan('unsampled');
    decision = SamplingDecision.RECORD_AND_SAMPLED;
    tracer.startSpan('sampled', {}, below(unsampled)).end();
    unsampled.end();
    expect(await announced(2)).toEqual(['start sampled', 'end sampled']);
    expect(endedTraces).toBe(1);
  });

  it('cuts long names', async () => {
    tracer.startSpan('SELECT * FROM orders '.repeat(1_000));
    const [line] = await announced(1);
    expect(line).toMatch(/^start (?:SELECT \* FROM orders )+.{0,20}\.{3}$/);
    expect(line?.length).toBeLessThan(300);
  });

  it('says for each trace when its last span in this process has ended', () => {
    const root = tracer.startSpan('root');
    const other = tracer.startSpan('other');
    const child = tracer.startSpan('child', {}, below(root));
    root.end();
    expect(endedTraces).toBe(0);
    child.end();
    expect(endedTraces).toBe(1);
    other.end();
    expect(endedTraces).toBe(2);
  });

  it('ends its request when no span is running, and breaks it off otherwise', async () => {
    tracer.startSpan('ended').end();
    processor.end();
    await until(() => ledger.streams[0]?.end !== undefined);
    expect(ledger.streams[0]?.end).toBe('whole');

    announce(ledger.endpoint);
    await until(() => ledger.streams.length === 2);
    tracer.startSpan('running');
    processor.end();
    await until(() => ledger.streams[1]?.end !== undefined);
    expect(ledger.streams[1]?.end).toBe('broken');
  });

  it('announces what started before it was connected, once it is', async () => {
    announce(ledger.endpoint);
    tracer.startSpan('ended before').end();
    const running = tracer.startSpan('running');
    await announced(3);
    running.end();
    expect(await announced(4)).toEqual([
      'start ended before',
      'end ended before',
      'start running',
      'end running',
    ]);
  });
});

describe('LedgerProcessor, when the ledger was away', () => {
  it('announces again what is running, and what ended meanwhile', async () => {
    const running = tracer.startSpan('running');
    const ending = tracer.startSpan('ending');
    tracer.startSpan('ended').end();
    await announced(4);

    const { port } = ledger;
    await ledger.stop();
    // The next line finds the connection closed, as the end of the stream has been read by now.
    await ledger.readWaiting();
    ending.end();
    tracer.startSpan('short').end();
    await restart(port);
    running.end();
    expect(await announced(6)).toEqual([
      'start ending',
      'end ending',
      'start short',
      'end short',
      'start running',
      'end running',
    ]);
  });

  it('holds a bounded number of spans', async () => {
    const { port } = ledger;
    await ledger.stop();
    await ledger.readWaiting();
    for (let n = 0; n < 3 * MAX_SPANS; n++) tracer.startSpan(`ended ${n}`).end();
    for (let n = 0; n < 2 * MAX_SPANS; n++) tracer.startSpan(`running ${n}`);
    await restart(port);
    const lines = await announced(3 * MAX_SPANS);
    expect(lines).toHaveLength(3 * MAX_SPANS);
    expect(lines[0]).toBe(`start ended ${2 * MAX_SPANS}`);
    expect(lines.at(-1)).toBe(`start running ${MAX_SPANS - 1}`);
    expect(stderr.filter((line) => line.includes('TRACING_TEST_LEDGER')).length).toBeLessThan(2);
  });
});

function below(parent: Span): Context {
  return trace.setSpan(ROOT_CONTEXT, parent);
}
