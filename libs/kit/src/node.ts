import { after, afterEach, beforeEach } from 'node:test';
import type { PendingTrace } from './arrival/pending-trace.js';
import { type MatcherContext, traceMatchers } from './assert/matchers.js';
import type { TraceMatchers } from './assert/trace-matchers.js';
import { trackAwaits } from './assert/track-awaits.js';
import { saveFileOfRun } from './contracts/reported-run.js';
import { endTest } from './runners/end-test.js';
import { nodeTestTimeoutMillis } from './runners/node-test-timeout.js';
import { PLAIN_UTILS } from './runners/plain-utils.js';
import { throwOnFailure } from './runners/throwing-matchers.js';
import { type RunningTest, enterTest } from './running/running-test.js';
import type { Trace } from './trace/trace.js';

/** The assertions about a trace, and their negation. */
export interface TraceAssertions<T> extends TraceMatchers<void, T> {
  /** The assertions negated: each passes when what it says is not so. */
  readonly not: TraceMatchers<void, T>;
}

const matchers = trackAwaits(throwOnFailure(traceMatchers), { thensOf: () => 0 });

/**
 * Asserts something about a trace, for `node:test`, or any runner without matchers: each assertion throws an
 * `AssertionError` with the diff. About a `PendingTrace` it returns a promise, which has to be awaited; under `node:test`,
 * the test fails otherwise. The assertions wait for 10 seconds at most, and end before the timeout that `--test-timeout`
 * gives every test. For a test with a timeout of its own, pass a shorter `timeoutMillis`.
 *
 * @throws {AssertionError} when the trace is not as asserted.
 *
 * @example
 * await assertTrace(receiver.trace(traceId)).toMatchTrace(span('POST /orders', { status: 'UNSET' }));
 * await assertTrace(receiver.trace(traceId)).not.toContainSpan(span('sendReceipt'));
 */
export function assertTrace<T extends Trace | PendingTrace>(trace: T): TraceAssertions<T> {
  const assertions = { ...bindAll(trace, false), not: bindAll(trace, true) };
  return assertions as unknown as TraceAssertions<T>;
}

function bindAll(trace: Trace | PendingTrace, isNot: boolean): object {
  const context: MatcherContext = { isNot, utils: PLAIN_UTILS };
  const bound = Object.entries(matchers).map(([name, matcher]) => [
    name,
    matcher.bind(context, trace),
  ]);
  return Object.fromEntries(bound);
}

function followTests(): void {
  const entered = new WeakMap<object, RunningTest>();
  beforeEach((context) => {
    const { fullName: name, filePath: file = '' } = context;
    entered.set(context, enterTest({ name, file, timeoutMillis: nodeTestTimeoutMillis() }));
  });
  afterEach((context) =>
    endTest(entered.get(context), { failed: !('passed' in context && context.passed) }),
  );
  after(saveFileOfRun);
}

// A hook starts `node:test`, which prints a summary when the process ends: not beside the globals of another runner.
if (!('describe' in globalThis)) followTests();
