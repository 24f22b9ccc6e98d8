import { afterAll, afterEach, beforeEach, expect } from '@jest/globals';
import { compareInJest } from './assert/compare-in-jest.js';
import {
  type TraceSnapshotMatchers,
  createInlineSnapshotMatcher,
} from './assert/inline-snapshot.js';
import { traceMatchers } from './assert/matchers.js';
import type { TraceMatchers } from './assert/trace-matchers.js';
import { traceTextSerializer } from './assert/trace-text.js';
import { trackAwaits } from './assert/track-awaits.js';
import { saveFileOfRun } from './contracts/reported-run.js';
import {
  hasTestFailed,
  isInsideTest,
  onTestFunction,
  testTimeoutMillis,
} from './runners/circus-state.js';
import { endTest } from './runners/end-test.js';
import { type RunningTest, enterTest } from './running/running-test.js';

// Types the matchers for `import { expect } from '@jest/globals'`.
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown>
    extends TraceMatchers<R, T>, TraceSnapshotMatchers<R, T> {}
}

// Types the matchers for the global `expect` of @types/jest.
declare global {
  namespace jest {
    interface Matchers<R, T = {}> extends TraceMatchers<R, T>, TraceSnapshotMatchers<R, T> {}
  }
}

// Jest calls `then()` of what a matcher returns, and hands on the result of that.
const matchers = { ...traceMatchers, ...createInlineSnapshotMatcher(compareInJest) };
expect.extend(trackAwaits(matchers, { thensOf: () => 1 }));
expect.addSnapshotSerializer(traceTextSerializer);

function followTests(): void {
  let test: RunningTest | undefined;
  onTestFunction(() => {
    if (test) test.startedAtMillis = performance.now();
  });
  beforeEach(() => {
    const { currentTestName: name = '', testPath: file = '' } = expect.getState();
    test = enterTest({ name, file, timeoutMillis: testTimeoutMillis() });
  });
  afterEach(() => endTest(test, { failed: hasTestFailed() }));
  afterAll(saveFileOfRun);
}

// Jest refuses hooks inside of tests, where a lazy import may stand.
if (!isInsideTest()) followTests();
