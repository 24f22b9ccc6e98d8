import { launch } from './failure.js';
import { install } from './install.js';
import { findNode } from './node.js';
import { npm } from './npm.js';
import { repositoryRoot } from './repository.js';
import { run } from './run.js';

const TIMEOUT_MILLIS = 300_000;

await launch(async () => {
  await install();
  findNode();
  const suites = ['--testMatch', '<rootDir>/test/cluster/*.cluster-spec.ts', '--runInBand'];
  const options = ['--testTimeout', String(TIMEOUT_MILLIS), ...process.argv.slice(2)];
  const { code } = await run(...npm('run', '--silent', 'jest', '--', ...suites, ...options), {
    cwd: repositoryRoot,
  });
  return code;
});
