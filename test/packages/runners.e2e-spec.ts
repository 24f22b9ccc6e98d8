import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { runNode } from '../support/run-node.js';
import { type WrittenBlock, readBlocks } from '../support/written-steps.js';
import { GuideReader, excerptLike } from './guide-reader.js';
import { describeInlineSnapshots } from './inline-snapshots.js';
import { type InstalledApp, packPackages } from './installed-app.js';
import { RUNNERS, type Runner, installRunner, outputOf } from './runner-apps.js';

/** For the packages of four applications, on a slow disk. */
const REMOVAL_MILLIS = 300_000;

let directory: string;
const apps = new Map<string, InstalledApp>();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'traced-runners-'));
  const tarballs = await packPackages(join(directory, 'packed'));
  for (const [name, { parts }] of Object.entries(RUNNERS)) {
    apps.set(name, await installRunner(name, parts, directory, tarballs));
  }
});
afterAll(() => rm(directory, { recursive: true, force: true }), REMOVAL_MILLIS);

function appOf(name: string): InstalledApp {
  const app = apps.get(name);
  if (!app) throw new Error(`Expected an application for ${name}.`);
  return app;
}

/** Returns the runners that have a part, with their names. */
function runnersWith(part: string): [name: string, runner: Runner][] {
  return Object.entries(RUNNERS).filter(([, { parts }]) => parts.includes(part));
}

describe.each(Object.entries(RUNNERS))('a trace test under %s', (name, runner) => {
  it('compiles, and every mistake in it is an error', () => {
    expect(appOf(name).compiled).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  });

  it('passes', async () => {
    const ended = await appOf(name).run(runner.args(['passing']));
    expect(outputOf(ended)).toMatch(/\b2 passed|pass 2\b/);
    expect(ended.code).toBe(0);
  });

  it('fails with a diff, before the runner ends it, and where an assertion is not awaited', async () => {
    const ended = await appOf(name).run(runner.args(['failing']));
    const output = outputOf(ended);
    expect(ended.code).toBe(1);
    expect(output).toMatch(/\b3 failed|fail 3\b/);
    expect(output).toContain('+   orders · OrdersService.place   ← unexpected span');
    expect(output).toMatch(
      /Undecided after [\d.]+ s, shortly before the timeout of the test \(2 s\): .* No span of it arrived/,
    );
    expect(output).toMatch(
      /Expected toContainSpan\(\) to be awaited, .*failing\.spec\.js:\d+:\d+\./,
    );
    expect(output).not.toMatch(/exceeded timeout|timed out/i);
    const [path = ''] =
      /reports.traces.failing\.spec-[\w.-]+(?=\.\{otlp\.json,txt\})/.exec(output) ?? [];
    const files = await readdir(join(appOf(name).directory, 'reports/traces'));
    expect(files.map((file) => join('reports/traces', file))).toEqual([
      `${path}.otlp.json`,
      `${path}.txt`,
    ]);
  });
});

describe.each(runnersWith('snapshot'))('a trace test under %s', (name, runner) => {
  describeInlineSnapshots(() => appOf(name), runner);
});

const WITHOUT_ISOLATION = ['--no-isolate', '--maxWorkers=1'];

describe.each<[string, string, readonly string[]]>([
  ...Object.keys(RUNNERS).map((name) => [name, name, []] as [string, string, readonly string[]]),
  ['vitest without isolation', 'vitest', WITHOUT_ISOLATION],
])('the reporter for %s', (_, name, options) => {
  it('writes what all files of tests have asserted together', async () => {
    const { directory: folder } = appOf(name);
    const args = RUNNERS[name]?.args(['passing', 'failing']) ?? [];
    const ended = await appOf(name).run([...args, ...options]);
    expect(outputOf(ended)).toContain(
      `Contracts of traces: 0 of 0 routes, 2 of 2 span names, 0 of 0 error paths: ${join('reports', 'trace-contracts.txt')}`,
    );
    const report = await readFile(join(folder, 'reports/trace-contracts.json'), 'utf8');
    expect(JSON.parse(report)).toEqual({
      contracts: [
        { kind: 'span', service: 'orders', name: 'OrdersService.place', seen: 6, asserted: 1 },
        { kind: 'span', service: 'orders', name: 'POST /orders', seen: 6, asserted: 2 },
      ],
    });
    const files = await readdir(join(folder, 'reports'));
    expect(files.toSorted()).toEqual(['trace-contracts.json', 'trace-contracts.txt', 'traces']);
  });
});

describe.each(runnersWith('slow-hook'))('a trace test under %s', (name, runner) => {
  it('has its whole time after a hook that is slow', async () => {
    const output = outputOf(await appOf(name).run(runner.args(['slow-hook'])));
    expect(output).toContain('shortly before the timeout of the test (2 s)');
    expect(output).not.toMatch(/Undecided after 0(?:\.0+)? s/);
  });
});

describe.each(runnersWith('nest'))('a trace test under %s', (name, runner) => {
  it('captures the traces of an application in its own process', async () => {
    const ended = await appOf(name).run(runner.args(['nest'], 60_000));
    expect(outputOf(ended)).toMatch(/\b3 passed|pass 3\b/);
    expect(ended.code).toBe(0);
  });
});

/** Begins to read a guide in a new folder, with the packages that are installed for a runner. */
async function openGuide(name: string, runner: string): Promise<GuideReader> {
  const folder = join(directory, name);
  await mkdir(folder);
  return new GuideReader(folder, appOf(runner));
}

function readDocument(name: string): Promise<string> {
  return readFile(new URL(`../../libs/kit/docs/${name}`, import.meta.url), 'utf8');
}

/** Returns what a guide says that a run prints, with the trace id of the guides. */
function printedIn(blocks: readonly WrittenBlock[]): string {
  const printed = blocks.find(({ language }) => language === 'text');
  if (!printed) throw new Error('Expected a block of text.');
  return printed.text.trimEnd();
}

describe('docs/first-test.md', () => {
  const guides = Object.entries(RUNNERS).flatMap(([name, { guide }]) =>
    guide === undefined ? [] : [{ name, guide }],
  );

  it.each(guides)(
    'leads from an empty folder to a test that fails as it says, and then passes ($name)',
    async ({ name, guide }) => {
      const document = await readDocument('first-test.md');
      const reader = await openGuide(`guide-${name}`, name);
      await reader.follow(readBlocks(document, 'A service'));
      await reader.follow(readBlocks(document, guide));

      const failure = readBlocks(document, 'It fails');
      await reader.follow(failure);
      const output = outputOf(reader.ended);
      expect(output).toMatch(/\b1 failed|fail 1\b/);
      expect(excerptLike(output, printedIn(failure))).toBe(printedIn(failure));
      expect(reader.ended.code).toBe(1);
      expect(await readdir(join(reader.folder, 'reports/traces'))).toEqual([
        expect.stringMatching(/\.otlp\.json$/),
        expect.stringMatching(/\.txt$/),
      ]);

      await reader.follow(readBlocks(document, 'It passes'));
      expect(outputOf(reader.ended)).toMatch(/\b1 passed|pass 1\b/);
      expect(reader.ended.code).toBe(0);
    },
  );
});

describe('docs/recipes.md', () => {
  it('has tests that find the mistake of the first test, and pass without it', async () => {
    const guide = await readDocument('first-test.md');
    const document = await readDocument('recipes.md');
    const headings = [...document.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);
    const recipes = headings.flatMap((heading) => readBlocks(document, heading));
    const reader = await openGuide('recipes', 'vitest');
    await reader.follow(readBlocks(guide, 'A service'));
    await reader.follow(readBlocks(guide, 'The test in Vitest'));
    await reader.follow(recipes);

    await reader.follow(readBlocks(guide, 'It fails'));
    expect(excerptLike(outputOf(reader.ended), printedIn(recipes))).toBe(printedIn(recipes));
    expect(reader.ended.code).toBe(1);

    await reader.follow(readBlocks(guide, 'It passes'));
    const specs = recipes.filter(({ file }) => file?.endsWith('.spec.ts'));
    expect(outputOf(reader.ended)).toContain(`Test Files  ${specs.length + 1} passed`);
    expect(reader.ended.code).toBe(0);
  });

  it('stores as an artefact the folder that the traces of failed tests are written to', async () => {
    const [workflow] = readBlocks(await readDocument('recipes.md'), 'Artefacts of CI');
    const { jobs } = parse(workflow?.text ?? '') as {
      readonly jobs: { readonly test: { readonly steps: readonly object[] } };
    };
    expect(jobs.test.steps.at(-1)).toMatchObject({
      if: 'always()',
      with: { path: 'reports/' },
    });
  });
});

describe('@traced/kit', () => {
  it.each(['.', './memory', './node'])('loads no runner but that of Node: %s', async (entry) => {
    const script = `
      import { registerHooks } from 'node:module';
      const asked = new Set();
      registerHooks({
        resolve(specifier, context, next) {
          if (!/^[./#]|^file:|^node:/.test(specifier)) asked.add(specifier);
          return next(specifier, context);
        },
      });
      await import('@traced/kit${entry.slice(1)}');
      console.log(JSON.stringify([...asked].filter((name) => /jest|vitest|nest/.test(name))));`;
    const args = ['--input-type=module', '--eval', script];
    const { stdout, stderr } = await runNode(args, { cwd: 'libs/kit' });
    // Under ./node, the summary of node:test follows.
    expect([stdout.split('\n')[0], stderr]).toEqual(['[]', '']);
  });
});
