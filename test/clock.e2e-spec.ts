import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OtlpReceiver, type SpanNode, type Trace } from '@traced/kit';
import { CompiledApp } from './compiled-app.js';
import { startNode } from './run-node.js';
import { newTraceId } from './shop.js';

const HOUR_MILLIS = 3_600_000;

/** The least that each step of the app takes. */
const STEP_MILLIS = 20;

/** What the span clock may be away from the wall clock. */
const TOLERANCE_MILLIS = 5;

const SPANS = ['GET', 'before', 'meanwhile', 'meanwhile, before', 'meanwhile, after', 'after'];

const SET = [
  ['back', -HOUR_MILLIS],
  ['forward', HOUR_MILLIS],
] as const;

interface Told {
  readonly trace: Trace;
  /** What each step really took, and the request at most. */
  readonly elapsed: Readonly<Record<string, number>>;
}

describe('a wall clock that is set', () => {
  let receiver: OtlpReceiver;
  let service: ReturnType<typeof startNode>;
  let url: string;

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    const source = await readFile(new URL('./clock-app/main.ts', import.meta.url), 'utf8');
    const app = await CompiledApp.compile('clock-app', { 'main.ts': source });
    service = startNode(['--import', '@traced/nest/register', 'main.js'], {
      cwd: app.folder,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, OTEL_BSP_SCHEDULE_DELAY: '10' },
    });
    const [line] = (await once(service.child.stdout, 'data')) as [Buffer];
    url = String(line).trim();
  }, 60_000);
  afterAll(async () => {
    service.child.kill();
    await service.ended;
    await receiver.stop();
  });

  /** @param aheadMillis to what the clock is set in the middle of the request */
  async function tell(aheadMillis: number): Promise<Told> {
    const traceId = newTraceId();
    const headers = { traceparent: `00-${traceId}-00000000000000a1-01` };
    const start = performance.now();
    const response = await fetch(`${url}?aheadMillis=${aheadMillis}`, { headers });
    const steps = (await response.json()) as Told['elapsed'];
    const trace = await receiver.trace(traceId).complete({ timeoutMillis: 60_000 });
    return { trace, elapsed: { ...steps, GET: performance.now() - start } };
  }

  it.each(SET)('%s makes no span end before it starts', async (_, aheadMillis) => {
    await tell(0);
    const { trace } = await tell(aheadMillis);
    for (const { startTimeUnixNano, endTimeUnixNano } of trace.spans) {
      expect(endTimeUnixNano).toBeGreaterThanOrEqual(startTimeUnixNano);
    }
  });

  it.each(SET)('%s leaves alone the spans that were not open', async (_, aheadMillis) => {
    await tell(0);
    const told = await tell(aheadMillis);
    for (const name of ['before', 'meanwhile, before', 'meanwhile, after', 'after']) {
      expect(durationOf(told, name)).toBe('real');
    }
  });

  it.each(SET)('%s leaves alone the spans that were open', async (_, aheadMillis) => {
    await tell(0);
    const start = Date.now();
    const told = await tell(aheadMillis);
    const end = Date.now();

    expectWhole(told);
    expect(startOf(told.trace.root)).toBeGreaterThan(start - TOLERANCE_MILLIS);
    expect(endOf(told.trace.root)).toBeLessThan(end + TOLERANCE_MILLIS);
  });

  it.each(SET)('%s is the clock of the requests after that', async (_, aheadMillis) => {
    await tell(aheadMillis);
    const start = Date.now();
    const told = await tell(aheadMillis);
    const end = Date.now();

    expectWhole(told);
    expect(startOf(told.trace.root)).toBeGreaterThan(start + aheadMillis - TOLERANCE_MILLIS);
    expect(endOf(told.trace.root)).toBeLessThan(end + aheadMillis + TOLERANCE_MILLIS);
  });

  it.each(SET)(
    '%s while the collector is away loses nothing',
    async (_, aheadMillis) => {
      await tell(0);
      const port = Number(new URL(receiver.endpoint).port);
      await receiver.stop();
      const telling = fetch(`${url}?aheadMillis=${aheadMillis}`);
      await (await telling).json();
      receiver = await OtlpReceiver.start({ port });
      const trace = await receiver.waitForTrace(
        ({ root, spans }) => root.kind === 'SERVER' && spans.length === SPANS.length,
        { timeoutMillis: 60_000 },
      );
      expect(trace.complete).toBe(true);
    },
    90_000,
  );
});

/** `real` if it is what the step really took, else how much it is. */
function durationOf({ trace, elapsed }: Told, name: string): string {
  const millis = Number(trace.find((it) => it.name === name)?.duration) / 1e6;
  const most = (elapsed[name] ?? 0) + TOLERANCE_MILLIS;
  return millis > STEP_MILLIS - TOLERANCE_MILLIS && millis < most ? 'real' : `${millis} ms`;
}

/** Every duration is real, and the spans are in the order of their start, each within the root. */
function expectWhole(told: Told): void {
  const { root, spans } = told.trace;
  for (const name of Object.keys(told.elapsed)) expect(durationOf(told, name)).toBe('real');
  expect(spans.map(({ name }) => name)).toEqual(SPANS);
  for (const span of spans) {
    expect(span.startTimeUnixNano).toBeGreaterThanOrEqual(root.startTimeUnixNano);
    expect(span.endTimeUnixNano).toBeLessThanOrEqual(root.endTimeUnixNano);
  }
}

function startOf({ startTimeUnixNano }: SpanNode): number {
  return Number(startTimeUnixNano) / 1e6;
}

function endOf({ endTimeUnixNano }: SpanNode): number {
  return Number(endTimeUnixNano) / 1e6;
}
