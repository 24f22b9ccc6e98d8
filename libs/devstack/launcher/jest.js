import { readFileSync } from 'node:fs';
import { LaunchFailure } from './failure.js';
import { npm } from './npm.js';
import { repositoryRoot, runningTests } from './repository.js';
import { run } from './run.js';

/** Half as much again as the whole may take on two cores that have six other things to do. */
const BOUND_MINUTES = 90;

/**
 * Runs Jest, with the options given, and returns its exit code.
 *
 * @throws {LaunchFailure} names the files that ran when it took more than 90 minutes and was ended.
 */
export async function runJest(args) {
  const { code, isOutOfTime } = await run(...npm('run', '--silent', 'jest', '--', ...args), {
    cwd: repositoryRoot,
    boundMillis: BOUND_MINUTES * 60_000,
  });
  if (!isOutOfTime) return code;
  throw new LaunchFailure(
    `Expected Jest to end within ${BOUND_MINUTES} minutes, but it was in:\n${listRunning()}`,
  );
}

function listRunning() {
  try {
    return readFileSync(runningTests, 'utf8');
  } catch {
    return 'no test file; it had run all of them.';
  }
}
