import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import kitManifest from '../../../libs/kit/package.json' with { type: 'json' };
import { describeInlineSnapshots } from '../inline-snapshots.js';
import { type InstalledApp, packPackages } from '../installed-app.js';
import { RUNNERS, type Runner, installRunner, outputOf } from '../runner-apps.js';

const OLDEST = kitManifest.peerDependencies.vitest.split(' || ').map((range) => range.slice(1));
const vitest = RUNNERS['vitest'] as Runner;

let directory: string;
let tarballs: string[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'traced-vitest-'));
  tarballs = await packPackages(join(directory, 'packed'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Has the application of Vitest install another version of it. */
async function requireVersion(source: string, version: string): Promise<void> {
  const path = join(source, 'package.json');
  const manifest = await readFile(path, 'utf8');
  await writeFile(path, manifest.replace(/"vitest": "[^"]*"/, `"vitest": "${version}"`));
}

describe.each(OLDEST)('Vitest %s, which is the oldest that the kit takes', (version) => {
  let app: InstalledApp;

  beforeAll(async () => {
    app = await installRunner(
      'vitest',
      ['snapshot'],
      join(directory, version),
      tarballs,
      (source) => requireVersion(source, version),
    );
  });

  it('compiles trace tests, in which every mistake is an error', () => {
    expect(app.compiled).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  });

  it('runs trace tests, and reports what they have asserted', async () => {
    const passed = await app.run(vitest.args(['passing']));
    expect(outputOf(passed)).toMatch(/\b2 passed/);
    expect(outputOf(passed)).toContain('Contracts of traces: 0 of 0 routes, 2 of 2 span names');
    const failed = await app.run(vitest.args(['failing']));
    expect(outputOf(failed)).toContain('+   orders · OrdersService.place   ← unexpected span');
    expect(outputOf(failed)).toMatch(/\b3 failed/);
  });

  describeInlineSnapshots(() => app, vitest);
});
