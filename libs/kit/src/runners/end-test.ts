import { actOnFailure } from '../running/failure-actions.js';
import { takeForgottenCalls } from '../running/open-calls.js';
import { type RunningTest, leaveTest } from '../running/running-test.js';

/**
 * Enters that a test has ended, and writes its traces if it failed.
 * @throws {NotAwaitedError} when an assertion of it was not awaited, so that the test fails by it.
 */
export function endTest(test: RunningTest | undefined, { failed }: { failed: boolean }): void {
  if (test) leaveTest(test);
  const forgotten = takeForgottenCalls();
  if (test && (failed || forgotten.length > 0)) actOnFailure(test);
  const [first, ...others] = forgotten;
  if (others.length > 0) throw new AggregateError(forgotten, enumerate(forgotten));
  if (first) throw first;
}

function enumerate(errors: readonly Error[]): string {
  return errors.map(({ message }) => message).join('\n');
}
