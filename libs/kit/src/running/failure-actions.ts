import { type RunningTest, latestTest } from './running-test.js';

const actions = new WeakMap<RunningTest, Map<string, () => void>>();

/** Calls `act` when the running test fails, or now if none is running. A later call for the same key replaces it. */
export function ifTestFails(key: string, act: () => void): void {
  const test = latestTest();
  if (!test) return act();
  const ofTest = actions.get(test) ?? new Map<string, () => void>();
  actions.set(test, ofTest.set(key, act));
}

/** Does what was to be done if this test fails. */
export function actOnFailure(test: RunningTest): void {
  for (const act of actions.get(test)?.values() ?? []) act();
}
