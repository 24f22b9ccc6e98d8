import { readFileSync } from 'node:fs';
import { LaunchFailure } from './failure.js';
import { npm } from './npm.js';
import { repositoryRoot, runningTests } from './repository.js';
import { run } from './run.js';

// 1.5 times as long as all specs take on a machine of two cores that runs six other programs.
const BOUND_MINUTES = 90;

/**
 * Runs Jest with the options `args` and returns its exit code.
 *
 * @throws {LaunchFailure} when Jest runs for over 90 minutes, after which it is killed; the message names the test
 * files that were running.
 */
export async function runJest(args) {
  const { code, isOutOfTime } = await run(...npm('run', '--silent', 'jest', '--', ...args), {
    cwd: repositoryRoot,
    boundMillis: BOUND_MINUTES * 60_000,
  });
  if (!isOutOfTime) return code;
  throw new LaunchFailure(
    `Expected Jest to end within ${BOUND_MINUTES} minutes, but it was running:\n${listRunning()}`,
  );
}

function listRunning() {
  try {
    return readFileSync(runningTests, 'utf8');
  } catch {
    return 'no test file, for it had ended all of them';
  }
}
