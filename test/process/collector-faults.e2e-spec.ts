import { readFile } from 'node:fs/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../../libs/tracing/test/until.js';
import { CompiledApp } from '../support/compiled-app.js';
import { FaultyCollector, type Mood } from '../support/faulty-collector.js';
import { HttpCollector } from '../support/http-collector.js';
import { Load } from '../support/request-load.js';
import { type Ended, serveNode } from '../support/run-node.js';

const FILES = ['end-process.ts', 'http.ts'];

/** Statuses of gRPC. */
const INVALID_ARGUMENT = 3;
const RESOURCE_EXHAUSTED = 8;
const UNAVAILABLE = 14;

const DURING_THE_FAULT = 100;
const AFTERWARDS = 50;

let app: CompiledApp;

beforeAll(async () => {
  const sources = FILES.map(async (file) => {
    const url = new URL(`./shutdown-app/${file}`, import.meta.url);
    return [file, await readFile(url, 'utf8')] as const;
  });
  app = await CompiledApp.compile('faults-app', Object.fromEntries(await Promise.all(sources)));
});

/** A service under load. */
interface Service {
  readonly load: Load;
  /** Resolves once it has written such a line. */
  told(line: RegExp): Promise<void>;
  /** Ends the load, then the service. */
  stop(): Promise<Stopped>;
}

interface Stopped extends Ended {
  readonly made: number;
  readonly lost: number;
}

async function serve(env: Record<string, string>, path = '/orders/7'): Promise<Service> {
  const server = await serveNode(['--import', '@traced/nest/register', 'http.js'], {
    cwd: app.folder,
    env: { OTEL_BSP_SCHEDULE_DELAY: '50', OTEL_EXPORTER_OTLP_TIMEOUT: '1000', ...env },
  });
  let stderr = '';
  server.child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const load = new Load(server.url, path);
  return {
    load,
    told: (line) =>
      until(
        () => line.test(stderr),
        () => `${line} in:\n${stderr}`,
      ),
    async stop() {
      await load.stop();
      expect(load.hasFailed).toBe(false);
      const how = await server.stop();
      expect(how.signal).toBe('SIGTERM');
      const [, lost = 0] = /Lost in all: (\d+) of/.exec(how.stderr) ?? [];
      return { ...how, made: load.answered.size, lost: Number(lost) };
    },
  };
}

describe('a collector over gRPC', () => {
  let collector: FaultyCollector;

  beforeEach(async () => {
    collector = await FaultyCollector.start();
  });
  afterEach(() => collector.stop());

  function start(env: Record<string, string> = {}, path?: string): Promise<Service> {
    return serve({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, ...env }, path);
  }

  it('that comes later gets every span', async () => {
    await collector.goAway();
    const service = await start();
    await service.load.more(DURING_THE_FAULT);
    await service.told(/Spans could not be exported/);
    await collector.comeBack();
    await service.told(/exported again/);
    const { made, lost } = await service.stop();
    expect({ lost, sent: collector.spans }).toEqual({ lost: 0, sent: made });
  });

  it('that returns after an outage gets every span', async () => {
    const service = await start();
    await service.load.more(AFTERWARDS);
    await collector.goAway();
    await service.told(/Spans could not be exported/);
    await service.load.more(DURING_THE_FAULT);
    await collector.comeBack();
    await service.told(/exported again/);
    const { made, lost } = await service.stop();
    expect({ lost, sent: collector.spans }).toEqual({ lost: 0, sent: made });
  });

  it('that returns too late gets what the queue holds, and the rest is counted', async () => {
    const service = await start({ OTEL_BSP_MAX_QUEUE_SIZE: '20' });
    await collector.goAway();
    await service.load.more(DURING_THE_FAULT);
    await service.told(/Spans could not be exported/);
    await collector.comeBack();
    await service.told(/exported again/);
    const { made, lost } = await service.stop();
    expect(lost).toBeGreaterThan(0);
    expect(collector.spans).toBeGreaterThanOrEqual(20);
    expect(collector.spans + lost).toBe(made);
  });

  it('that returns to long spans gets what the bytes of the queue hold, and the rest is counted', async () => {
    const query = 'key=value&'.repeat(1_200);
    const service = await start({ TRACING_MAX_QUEUE_BYTES: '1048576' }, `/orders/7?${query}`);
    await collector.goAway();
    await service.load.more(DURING_THE_FAULT);
    await service.told(
      /Spans could not be exported: .* of at most 2048 spans wait, in \d of at most 1 MiB/,
    );
    await collector.comeBack();
    await service.told(/exported again/);
    const { made, lost } = await service.stop();
    expect(lost).toBeGreaterThan(0);
    expect(collector.spans).toBeGreaterThan(0);
    expect(collector.spans + lost).toBe(made);
  });

  it.each<[string, Mood]>([
    ['hangs', 'hangs'],
    ['is unavailable', UNAVAILABLE],
    ['has too much to do', RESOURCE_EXHAUSTED],
    ['cannot take what it is given', INVALID_ARGUMENT],
  ])('that %s for some time gets every span, but for those counted', async (_name, mood) => {
    collector.mood = mood;
    const service = await start();
    await Promise.all([service.load.more(DURING_THE_FAULT), collector.tried()]);
    await service.told(/Spans could not be exported/);
    collector.mood = 'takes';
    await service.told(/exported again/);
    await service.load.more(AFTERWARDS);
    const { made, lost } = await service.stop();
    expect(collector.spans).toBeGreaterThan(0);
    expect(collector.spans + lost).toBe(made);
    const isGivenUp = mood === INVALID_ARGUMENT;
    expect(lost > 0).toBe(isGivenUp);
  });

  it('that is slow gets every span', async () => {
    collector.mood = 'is slow';
    const service = await start({ OTEL_EXPORTER_OTLP_TIMEOUT: '10000' });
    await Promise.all([service.load.more(DURING_THE_FAULT), collector.tried()]);
    const { made, stderr } = await service.stop();
    expect(stderr).toBe('');
    expect(collector.spans).toBe(made);
  });
});

describe('a collector over HTTP', () => {
  let collector: HttpCollector;

  beforeEach(async () => {
    collector = await HttpCollector.start();
  });
  afterEach(() => collector.stop());

  it('that answers 503 for some time gets every span', async () => {
    collector.status = 503;
    const service = await serve({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    });
    await service.load.more(DURING_THE_FAULT);
    await service.told(/Spans could not be exported/);
    collector.status = 200;
    await service.told(/exported again/);
    const { made, lost } = await service.stop();
    const sent = collector.exports.reduce((sum, { body }) => sum + countSpans(body), 0);
    expect({ lost, sent }).toEqual({ lost: 0, sent: made });
  });
});

interface OtlpJson {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly unknown[] }[];
  }[];
}

function countSpans(body: string): number {
  const { resourceSpans } = JSON.parse(body) as OtlpJson;
  return resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans)
    .reduce((sum, { spans }) => sum + spans.length, 0);
}
