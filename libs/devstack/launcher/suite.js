import { install } from './install.js';
import { runJest } from './jest.js';
import { findNode } from './node.js';

/**
 * Runs the specs of `test/<name>` one after the other, with the arguments of this process as options of Jest, and
 * returns the exit code. `prepare` runs after the installation of the packages.
 */
export async function runSuite(name, { timeoutMillis, prepare }) {
  await install();
  findNode();
  await prepare?.();
  const suites = ['--testMatch', `<rootDir>/test/**/*.${name}-spec.ts`, '--runInBand'];
  const options = ['--testTimeout', String(timeoutMillis), ...process.argv.slice(2)];
  return runJest([...suites, ...options]);
}
