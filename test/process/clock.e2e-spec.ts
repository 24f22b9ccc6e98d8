import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OtlpReceiver, type SpanNode, type Trace } from '@traced/kit';
import { CompiledApp } from '../support/compiled-app.js';
import { type NodeServer, serveNode } from '../support/run-node.js';
import { newTraceId } from '../shop/shop.js';

const HOUR_MILLIS = 3_600_000;

const SPANS = ['GET', 'before', 'meanwhile', 'meanwhile, before', 'meanwhile, after', 'after'];

const SET = [
  ['back', -HOUR_MILLIS],
  ['forward', HOUR_MILLIS],
] as const;

describe('a wall clock that is set', () => {
  let receiver: OtlpReceiver;
  let service: NodeServer;

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    const source = await readFile(new URL('./clock-app/main.ts', import.meta.url), 'utf8');
    const app = await CompiledApp.compile('clock-app', { 'main.ts': source });
    service = await serveNode(['--import', '@traced/nest/register', 'main.js'], {
      cwd: app.folder,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, OTEL_BSP_SCHEDULE_DELAY: '10' },
    });
  });
  afterAll(async () => {
    await service.stop();
    await receiver.stop();
  });

  /** @param aheadMillis to what the clock is set in the middle of the request */
  async function tell(aheadMillis: number): Promise<Trace> {
    const traceId = newTraceId();
    const headers = { traceparent: `00-${traceId}-00000000000000a1-01` };
    const response = await fetch(`${service.url}?aheadMillis=${aheadMillis}`, { headers });
    await response.text();
    return receiver.trace(traceId).complete({ timeoutMillis: 60_000 });
  }

  it.each(SET)('%s makes no span end before it starts', async (_, aheadMillis) => {
    await tell(0);
    const trace = await tell(aheadMillis);
    for (const { startTimeUnixNano, endTimeUnixNano } of trace.spans) {
      expect(endTimeUnixNano).toBeGreaterThanOrEqual(startTimeUnixNano);
    }
  });

  it.each(SET)('%s leaves alone the spans that were not open', async (_, aheadMillis) => {
    await tell(0);
    const trace = await tell(aheadMillis);
    for (const name of ['before', 'meanwhile, before', 'meanwhile, after', 'after']) {
      expect(lengthOf(trace, name)).toBe(REAL);
    }
  });

  it.each(SET)('%s leaves alone the spans that were open', async (_, aheadMillis) => {
    await tell(0);
    const trace = await tell(aheadMillis);
    expectWhole(trace);
    expect(hoursAhead(trace.root)).toBe(0);
  });

  it.each(SET)('%s is the clock of the requests after that', async (_, aheadMillis) => {
    await tell(aheadMillis);
    const trace = await tell(aheadMillis);
    expectWhole(trace);
    expect(hoursAhead(trace.root)).toBe(aheadMillis / HOUR_MILLIS);
  });

  it.each(SET)('%s while the collector is away loses nothing', async (_, aheadMillis) => {
    await tell(0);
    const port = Number(new URL(receiver.endpoint).port);
    await receiver.stop();
    const response = await fetch(`${service.url}?aheadMillis=${aheadMillis}`);
    await response.text();
    receiver = await OtlpReceiver.start({ port });
    const trace = await receiver.waitForTrace(
      ({ root, spans }) => root.kind === 'SERVER' && spans.length === SPANS.length,
      { timeoutMillis: 60_000 },
    );
    expect(trace.complete).toBe(true);
  });
});

const REAL = 'above zero, and nothing beside an hour';

/** What is wrong by the time to which the clock was set is wrong by an hour, whatever the machine does meanwhile. */
function lengthOf(trace: Trace, name: string): string {
  const millis = Number(trace.find((it) => it.name === name)?.duration) / 1e6;
  return millis > 0 && inHours(millis) === 0 ? REAL : `${millis} ms`;
}

/** Every duration is real, and the spans are in the order of their start, each within the root. */
function expectWhole(trace: Trace): void {
  const { root, spans } = trace;
  expect(spans.map(({ name }) => name)).toEqual(SPANS);
  for (const span of spans) {
    expect(lengthOf(trace, span.name)).toBe(REAL);
    expect(span.startTimeUnixNano).toBeGreaterThanOrEqual(root.startTimeUnixNano);
    expect(span.endTimeUnixNano).toBeLessThanOrEqual(root.endTimeUnixNano);
  }
}

/** Returns how many hours after now a span started, by the clock of this process. */
function hoursAhead({ startTimeUnixNano }: SpanNode): number {
  return inHours(Number(startTimeUnixNano) / 1e6 - Date.now());
}

function inHours(millis: number): number {
  // Adding 0 makes 0 of -0.
  return Math.round(millis / HOUR_MILLIS) + 0;
}
