import { TestRunner } from 'vitest';
import type { RunnerTestCase, RunnerTestFile } from 'vitest';

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

/** Calls `act` when all tests of the file have ended, after the hooks of the file. It has to be called while a test runs. */
export function onFileEnd(file: RunnerTestFile, act: () => void): void {
  // Vitest runs hooks that end something in the reverse order, unless it is configured otherwise.
  TestRunner.getSuiteHooks(file).afterAll.unshift(act);
}
