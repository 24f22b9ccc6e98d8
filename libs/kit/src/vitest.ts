import {
  type Assertion,
  type RunnerTestCase,
  type RunnerTestFile,
  beforeEach,
  expect,
} from 'vitest';
import type { PendingTrace } from './arrival/pending-trace.js';
import {
  type TraceSnapshotMatchers,
  createInlineSnapshotMatcher,
} from './assert/inline-snapshot.js';
import { type MatcherContext, traceMatchers } from './assert/matchers.js';
import type { TraceMatchers } from './assert/trace-matchers.js';
import { traceTextSerializer } from './assert/trace-text.js';
import { trackAwaits } from './assert/track-awaits.js';
import { saveFileOfRun } from './contracts/reported-run.js';
import { compareInVitest } from './runners/compare-in-vitest.js';
import { endTest } from './runners/end-test.js';
import { onFileEnd, onTestFunction } from './runners/vitest-hooks.js';
import { type RunningTest, enterTest } from './running/running-test.js';
import type { Trace } from './trace/trace.js';

interface TraceAssertion<R, T> extends TraceMatchers<R, T>, TraceSnapshotMatchers<R, T> {
  readonly not: Assertion & TraceMatchers<R, T>;
}

interface PromiseAssertion<T> {
  readonly resolves: Assertion & TraceAssertion<Promise<void>, T>;
}

// Vitest 4 and 5 give their interface of matchers different type parameters, so what is common to both is extended.
declare module 'vitest' {
  interface ExpectStatic {
    <T extends Trace | PendingTrace>(
      actual: T,
      message?: string,
    ): Assertion & TraceAssertion<void, T>;
    <T extends Trace | PendingTrace>(
      actual: PromiseLike<T>,
      message?: string,
    ): Assertion & PromiseAssertion<T>;
  }
}

/** The part of a matcher's `this` that Vitest alone has: the test that the `expect` belongs to. */
interface VitestContext extends MatcherContext {
  readonly task?: RunnerTestCase | undefined;
}

const matchers = { ...traceMatchers, ...createInlineSnapshotMatcher(compareInVitest) };

const followed = new WeakSet<RunnerTestCase | RunnerTestFile>();

function follow(task: RunnerTestCase): RunningTest | undefined {
  if (followed.has(task)) return undefined;
  followed.add(task);
  followFile(task.file);
  const test = enterTest({
    name: task.fullTestName,
    file: task.file.filepath,
    timeoutMillis: task.timeout > 0 ? task.timeout : Infinity,
    startedAtMillis: performance.now() - (Date.now() - (task.result?.startTime ?? Date.now())),
  });
  task.context.onTestFinished(() => {
    followed.delete(task);
    endTest(test, { failed: task.result?.state === 'fail' });
  });
  return test;
}

function followFile(file: RunnerTestFile): void {
  if (followed.has(file)) return;
  followed.add(file);
  onFileEnd(file, saveFileOfRun);
}

expect.extend(
  trackAwaits(matchers, {
    // Vitest calls `then()` of what a matcher returns and hands on the result; `expect.soft()` does so once more.
    thensOf: ({ soft }: VitestContext) => (soft === true ? 2 : 1),
    // Without isolation, the hook below is registered for the first file alone.
    onCall: ({ task }) => {
      if (task) follow(task);
    },
  }),
);

expect.addSnapshotSerializer(traceTextSerializer);

beforeEach(({ task }) => {
  const test = follow(task);
  onTestFunction(task, () => {
    if (test) test.startedAtMillis = performance.now();
  });
});
