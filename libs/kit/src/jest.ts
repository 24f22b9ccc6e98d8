import { expect } from '@jest/globals';
import { compareInJest } from './assert/compare-in-jest.js';
import {
  type TraceSnapshotArguments,
  createInlineSnapshotMatcher,
} from './assert/inline-snapshot.js';
import { traceMatchers } from './assert/matchers.js';
import { traceTextSerializer } from './assert/trace-text.js';
import type { TraceBudget } from './budget/budget.js';
import type { HealthOptions } from './health/check-health.js';
import type { SpanCount } from './pattern/span-count.js';
import type { SpanPattern } from './pattern/span-pattern.js';
import type { CompleteOptions, PendingTrace } from './arrival/pending-trace.js';

interface TraceMatchers<R, T> {
  /**
   * Passes when the whole trace matches the pattern. A `Trace` is judged at once. A `PendingTrace` is judged again
   * each time a span of it arrives, until it is complete and matches, for `timeoutMillis`, 10 s by default: give the
   * test a longer timeout, or Jest ends it before the diff is shown. `.not` judges once the trace is complete and
   * nothing has arrived for 250 ms.
   *
   * @example
   * await expect(receiver.trace(traceId)).toMatchTrace(span('POST /orders', { status: 'UNSET' }));
   */
  toMatchTrace(
    pattern: SpanPattern,
    options?: CompleteOptions,
  ): T extends PendingTrace ? Promise<void> : R;

  /**
   * Passes when at least one span of the trace matches the pattern. A `Trace` is judged at once. A `PendingTrace` is
   * judged again each time a span of it arrives, complete or not, for `timeoutMillis`, 10 s by default. `.not` judges
   * once the trace is complete and nothing has arrived for 250 ms.
   *
   * @example
   * await expect(receiver.trace(traceId)).not.toContainSpan(span('sendReceipt'));
   */
  toContainSpan(
    pattern: SpanPattern,
    options?: CompleteOptions,
  ): T extends PendingTrace ? Promise<void> : R;

  /**
   * Passes when the trace has exactly `count` spans, or at least `count.min` and at most `count.max`. A `Trace` is judged
   * at once; a `PendingTrace` once it is complete, or earlier if only `min` is given, within `timeoutMillis`, 10 s by
   * default.
   * @throws {InvalidSpanCountError} unless 0 <= min <= max, both integers.
   *
   * @example
   * await expect(receiver.trace(traceId)).toHaveSpanCount(4);
   */
  toHaveSpanCount(
    count: SpanCount,
    options?: CompleteOptions,
  ): T extends PendingTrace ? Promise<void> : R;

  /**
   * Passes when exactly `count` spans of the trace match the pattern, or at least `count.min` and at most `count.max`.
   * A `Trace` is judged at once; a `PendingTrace` once it is complete, or earlier if only `min` is given, within
   * `timeoutMillis`, 10 s by default.
   * @throws {InvalidSpanCountError} unless 0 <= min <= max, both integers.
   *
   * @example
   * // One query for all users, however many there are.
   * await expect(receiver.trace(traceId)).toHaveSpanCount(span('SELECT *', { service: 'users' }), { max: 1 });
   */
  toHaveSpanCount(
    pattern: SpanPattern,
    count: SpanCount,
    options?: CompleteOptions,
  ): T extends PendingTrace ? Promise<void> : R;

  /**
   * Passes when the trace follows the rules that every healthy trace follows: one root, no orphan, no duplicate id, no
   * cycle, no clock skew, no secret in any text, each child within its parent unless it is asynchronous, a SERVER span
   * below each answered CLIENT span of a service that the trace knows, `http.route` on the SERVER spans of HTTP, ERROR on
   * each 5xx, and no service without a name. A `Trace` is judged at once; a `PendingTrace` once it is complete, within
   * `timeoutMillis`, 10 s by default. The failure lists what each rule finds.
   * @throws {UnknownHealthRuleError} when `except` names a rule that does not exist.
   *
   * @example
   * await expect(receiver.trace(traceId)).toBeHealthyTrace({ except: ['no-clock-skew'] });
   */
  toBeHealthyTrace(
    options?: HealthOptions & CompleteOptions,
  ): T extends PendingTrace ? Promise<void> : R;

  /**
   * Passes when the trace exceeds no limit of the budget. A `Trace` is judged at once; a `PendingTrace` once it is complete,
   * within `timeoutMillis`, 10 s by default. The failure is the critical path of the trace, on which the spans are marked
   * that take the most of what is exceeded. A limit of time for spans that are not there fails.
   * @throws {InvalidBudgetError} when the budget has no limit, an unknown key, or a number of spans that is none.
   * @throws {InvalidDurationError} when a duration of the budget cannot be read.
   *
   * @example
   * await expect(receiver.trace(traceId)).toBeWithinBudget({
   *   total: '250 ms',
   *   selfTime: { orders: 40 },
   *   count: { 'users · SELECT *': 1 },
   * });
   */
  toBeWithinBudget(
    budget: TraceBudget,
    options?: CompleteOptions,
  ): T extends PendingTrace ? Promise<void> : R;

  /**
   * Compares the normal form of the trace with the snapshot that stands in the call, or writes it there if there is none:
   * a picture in the notation of `tree` without ids and times, its siblings sorted and repeated ones folded. The attributes
   * shown are those that say what was done, such as `http.route`, or the ones that `attributes` names, in which `*` stands for
   * any characters. A `Trace` is drawn at once; a `PendingTrace` once it is complete, within `timeoutMillis`, 10 s by default.
   * Jest writes no snapshot with `--ci`, and a new one with `-u`.
   *
   * @example
   * await expect(receiver.trace(traceId)).toMatchTraceInlineSnapshot(`
   *   GET /ping  orders  SERVER  http.response.status_code=200 http.route=/ping
   *   └─ GET     orders  CLIENT  http.response.status_code=200
   * `);
   */
  toMatchTraceInlineSnapshot(
    ...args: TraceSnapshotArguments
  ): T extends PendingTrace ? Promise<void> : R;
}

// Types the matchers for `import { expect } from '@jest/globals'`.
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends TraceMatchers<R, T> {}
}

// Types the matchers for the global `expect` of @types/jest.
declare global {
  namespace jest {
    interface Matchers<R, T = {}> extends TraceMatchers<R, T> {}
  }
}

expect.extend({ ...traceMatchers, ...createInlineSnapshotMatcher(compareInJest) });
expect.addSnapshotSerializer(traceTextSerializer);
