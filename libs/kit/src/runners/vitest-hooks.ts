import { TestRunner } from 'vitest';
import type { RunnerTestCase } from 'vitest';

/**
 * Calls `act` when the function of the test begins, after all its hooks, if Vitest lets the kit add a hook behind those of
 * the test file. It has to be called from a `beforeEach` hook of the file.
 */
export function onTestFunction(test: RunnerTestCase, act: () => void): void {
  const hooks = TestRunner.getSuiteHooks(test.suite ?? test.file).beforeEach;
  const last = (): void => {
    hooks.splice(hooks.indexOf(last), 1);
    act();
  };
  hooks.push(last);
}
