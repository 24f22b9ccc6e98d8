import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CompiledApp } from '../support/compiled-app.js';
import type { Report } from './recursion-app/main.js';
import { startNode } from '../support/run-node.js';

const FILES = ['main.ts', 'recursions.ts'];

/** How many times deeper the untraced call may go, as the README says. */
const FACTOR = { recorded: 20, unrecorded: 3 };

/** What never answers is ended, so that the test is. */
const PATIENCE_MILLIS = 60_000;
jest.setTimeout(90_000);

let app: CompiledApp;
beforeAll(async () => {
  const sources = await Promise.all(
    FILES.map(async (file) => [
      file,
      await readFile(new URL(`./recursion-app/${file}`, import.meta.url), 'utf8'),
    ]),
  );
  app = await CompiledApp.compile(
    'recursion-app',
    Object.fromEntries(sources) as Record<string, string>,
  );
});

async function reports(mode: string, env: Record<string, string> = {}): Promise<Report[]> {
  const { child, ended } = startNode(['main.js', mode], {
    cwd: app.folder,
    env: { OTEL_TRACES_EXPORTER: 'none', TRACING_LATE_SAMPLING: 'off', ...env },
  });
  const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MILLIS);
  const { code, signal, stdout } = await ended;
  clearTimeout(late);
  expect({ code, signal }).toEqual({ code: 0, signal: null });
  return JSON.parse(stdout) as Report[];
}

/** Expects the outcome of the untraced call, and at least its depth divided by `factor`, which the documentation states. */
function expectSame({ name, untraced, traced }: Report, factor: number): void {
  expect({ name, outcome: traced.outcome }).toEqual({ name, outcome: untraced.outcome });
  expect({ name, reachesFarEnough: traced.depth * factor >= untraced.depth }).toEqual({
    name,
    reachesFarEnough: true,
  });
}

describe('what calls itself without end', () => {
  it.each(['outside a request', 'in a sampled request'])(
    'ends as it does untraced, and has a span for each call, %s',
    async (mode) => {
      for (const report of await reports(mode)) {
        expectSame(report, FACTOR.recorded);
        const { name, traced, started, ended, failed, afterwards } = report;
        // One more where the last call has failed before it could begin.
        const calls = started - traced.depth;
        expect({ name, calls: [0, 1].includes(calls), ended }).toEqual({
          name,
          calls: true,
          ended: started,
        });
        expect({ name, failed }).toEqual({ name, failed: name.endsWith('catches') ? 1 : started });
        expect({ name, afterwards }).toEqual({ name, afterwards: 2 });
      }
    },
  );

  it.each(['without an SDK', 'in an unsampled request'])(
    'ends as it does untraced, without a span, %s',
    async (mode) => {
      for (const report of await reports(mode)) {
        expectSame(report, FACTOR.unrecorded);
        const { name, started, afterwards } = report;
        expect({ name, started, afterwards }).toEqual({ name, started: 0, afterwards: 0 });
      }
    },
  );

  it('ends as it does untraced, without a span, where no trace is sampled', async () => {
    const env = { OTEL_TRACES_SAMPLER: 'parentbased_always_off' };
    for (const report of await reports('outside a request', env)) {
      expectSame(report, FACTOR.recorded);
      const { name, started, afterwards } = report;
      expect({ name, started, afterwards }).toEqual({ name, started: 0, afterwards: 0 });
    }
  });
});
