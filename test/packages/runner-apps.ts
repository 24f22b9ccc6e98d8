import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ended } from '../support/run-node.js';
import { InstalledApp } from './installed-app.js';

const JEST = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js'];
const VITEST = ['node_modules/vitest/vitest.mjs', 'run'];

/** A runner, and what its application has: its parts are tests that not every runner can run. */
export interface Runner {
  readonly parts: readonly string[];
  /** The heading of docs/first-test.md for this runner; the guide has none for CommonJS. */
  readonly guide?: string;
  /** Returns the arguments that run the compiled tests of these names, for 2 seconds each unless told otherwise. */
  args(names: readonly string[], timeoutMillis?: number): string[];
}

export const RUNNERS: Readonly<Record<string, Runner>> = {
  'jest-esm': {
    parts: ['nest', 'slow-hook', 'snapshot'],
    guide: 'The test in Jest',
    args: (names, timeoutMillis = 2_000) => [...JEST, `--testTimeout=${timeoutMillis}`, ...names],
  },
  'jest-commonjs': {
    parts: ['slow-hook', 'snapshot'],
    args: (names, timeoutMillis = 2_000) => [...JEST, `--testTimeout=${timeoutMillis}`, ...names],
  },
  vitest: {
    parts: ['nest', 'slow-hook', 'snapshot'],
    guide: 'The test in Vitest',
    args: (names, timeoutMillis = 2_000) => [
      ...VITEST,
      `--testTimeout=${timeoutMillis}`,
      `--hookTimeout=60000`,
      ...names,
    ],
  },
  'node-test': {
    parts: ['nest'],
    guide: 'The test in node:test',
    args: (names, timeoutMillis = 2_000) => [
      '--test',
      '--test-reporter=@traced/kit/node-reporter',
      `--test-timeout=${timeoutMillis}`,
      ...names.map((name) => `dist/${name}.spec.js`),
    ],
  },
};

/**
 * Installs the application of a runner, with its parts, below `directory`.
 * @param prepare changes the application before it is installed, such as the version of its runner
 */
export async function installRunner(
  name: string,
  parts: readonly string[],
  directory: string,
  tarballs: readonly string[],
  prepare?: (source: string) => Promise<void>,
): Promise<InstalledApp> {
  const source = join(directory, 'sources', name);
  for (const part of ['shared', ...parts, name]) {
    await cp(join(import.meta.dirname, 'runner-app', part), source, { recursive: true });
  }
  await prepare?.(source);
  return InstalledApp.install(source, join(directory, name), tarballs);
}

/** What a run has printed, wherever its runner prints failures. */
export function outputOf({ stdout, stderr }: Ended): string {
  return `${stdout}\n${stderr}`;
}
