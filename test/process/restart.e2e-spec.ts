import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { OtlpReceiver } from '@traced/kit';
import { CompiledApp } from '../support/compiled-app.js';
import type { Report } from './restart-app/main.js';
import { runNode } from '../support/run-node.js';

const FILES = ['main.ts', 'nest.ts', 'nest-app.ts'];

const STARTS = 100;

/** How many bytes of the heap may be left of each of the last 50 starts: half a megabyte of spans is made in each. */
const MAX_BYTES_LEFT = 10_000;

/** On the slowest machine: a hundred starts, with garbage collected in between. */
jest.setTimeout(300_000);

let app: CompiledApp;
let receiver: OtlpReceiver;

beforeAll(async () => {
  receiver = await OtlpReceiver.start({ maxTraces: 20_000 });
  const sources = await Promise.all(
    FILES.map(async (file) => [
      file,
      await readFile(new URL(`./restart-app/${file}`, import.meta.url), 'utf8'),
    ]),
  );
  app = await CompiledApp.compile(
    'restart-app',
    Object.fromEntries(sources) as Record<string, string>,
  );
}, 60_000);
afterAll(() => receiver.stop());

async function startAndStop(preset: string): Promise<Report> {
  const { code, signal, stdout } = await runNode(['--expose-gc', 'main.js', String(STARTS)], {
    cwd: app.folder,
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_SERVICE_NAME: preset,
      TRACING_PRESET: preset,
    },
  });
  expect({ code, signal }).toEqual({ code: 0, signal: null });
  return JSON.parse(stdout) as Report;
}

describe.each(['native', 'standard'])(
  'a process that starts and shuts down tracing a hundred times, preset %s',
  (preset) => {
    let report: Report;
    beforeAll(async () => {
      report = await startAndStop(preset);
    });

    it('traces and exports the same each time', () => {
      const [calls = 0] = report.calls;
      expect(calls).toBeGreaterThan(1_000);
      expect(report.calls).toEqual(Array.from({ length: STARTS }, () => calls));
      const exported = receiver
        .traces()
        .filter(({ root, services }) => root.name === 'answer often' && services.includes(preset));
      expect(exported).toHaveLength(STARTS);
    });

    it('has the listeners, channels, prototypes and API in between that it had before', () => {
      expect(report.between).toEqual(report.before);
      expect(report.after).toEqual(report.before);
    });

    it('makes no span in between, nor by a tracer or a request from before', () => {
      expect([report.callsWhileStopped, report.callsOfOpenRequest]).toEqual([0, 0]);
    });

    it('has a flat heap', () => {
      const [half = 0, all = Infinity] = report.stopped;
      expect((all - half) / (STARTS / 2)).toBeLessThan(MAX_BYTES_LEFT);
      expect(Math.min(...report.held)).toBeGreaterThan(0);
      // The tracers that the application has kept hold on to a few.
      expect(report.stillHeld).toBeLessThan(5);
    });
  },
);

describe.each(['native', 'standard'])('a Nest application, preset %s', (preset) => {
  it('answers without a span while tracing is shut down, and is traced by the next start', async () => {
    const ended = await runNode(['nest.js'], {
      cwd: app.folder,
      env: { TRACING_PRESET: preset, OTEL_TRACES_EXPORTER: 'none' },
    });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const { first, stopped, second } = JSON.parse(ended.stdout) as Record<string, string[]>;
    expect(first).toEqual(expect.arrayContaining(['read order', 'OrdersController.find']));
    expect(first).toContain('GET /orders/:id');
    expect(stopped).toEqual([]);
    expect(second).toEqual(first);
  });
});
