import type { CompleteOptions, PendingTrace } from '../arrival/pending-trace.js';
import type { TraceBudget } from '../budget/budget.js';
import type { HealthOptions } from '../health/check-health.js';
import type { SpanCount } from '../pattern/span-count.js';
import type { SpanPattern } from '../pattern/span-pattern.js';
import type { Trace } from '../trace/trace.js';

/** What can be judged: a trace, one that may still be arriving, or for `.resolves` a promise of one. */
type Judged = Trace | PendingTrace | PromiseLike<Trace | PendingTrace>;

/** The type of `this` that lets a matcher be called for a value of the type `T`: anything for a trace, else nothing. */
type ForTrace<T> = T extends Judged ? unknown : never;

/** What a matcher returns for a value of the type `T`, where it returns `R` for a trace that has arrived. */
type Asserted<R, T> = T extends PendingTrace ? Promise<void> : R;

/** The matchers of the kit, as the type of an `expect` has them: `R` is what its matchers return for a value of type `T`. */
export interface TraceMatchers<R, T> {
  /**
   * Passes when the whole trace matches the pattern. A `Trace` is judged at once. A `PendingTrace` is judged
   * once it is complete, for `timeoutMillis`, 10 s by default; waiting ends at the latest half a second before the timeout
   * of the running test, so that the diff is shown.
   *
   * @example
   * await expect(receiver.trace(traceId)).toMatchTrace(span('POST /orders', { status: 'UNSET' }));
   */
  toMatchTrace(this: ForTrace<T>, pattern: SpanPattern, options?: CompleteOptions): Asserted<R, T>;

  /**
   * Passes when at least one span of the trace matches the pattern. A `Trace` is judged at once. A `PendingTrace` is
   * judged again each time a span of it arrives, complete or not, for `timeoutMillis`, 10 s by default, as in
   * {@link toMatchTrace}. A complete trace fails at once if it has a span of that name; one without is watched until the
   * timeout, so that what a relay or a timer begins later is awaited. `.not` judges once the trace is complete.
   *
   * @example
   * await expect(receiver.trace(traceId)).not.toContainSpan(span('sendReceipt'));
   */
  toContainSpan(this: ForTrace<T>, pattern: SpanPattern, options?: CompleteOptions): Asserted<R, T>;

  /**
   * Passes when the trace has exactly `count` spans, or at least `count.min` and at most `count.max`. A `Trace` is judged
   * at once; a `PendingTrace` once it is complete, or earlier if only `min` is given, within `timeoutMillis`, 10 s by
   * default.
   * @throws {InvalidSpanCountError} unless 0 <= min <= max, both integers.
   *
   * @example
   * await expect(receiver.trace(traceId)).toHaveSpanCount(4);
   */
  toHaveSpanCount(this: ForTrace<T>, count: SpanCount, options?: CompleteOptions): Asserted<R, T>;

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
    this: ForTrace<T>,
    pattern: SpanPattern,
    count: SpanCount,
    options?: CompleteOptions,
  ): Asserted<R, T>;

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
  toBeHealthyTrace(this: ForTrace<T>, options?: HealthOptions & CompleteOptions): Asserted<R, T>;

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
    this: ForTrace<T>,
    budget: TraceBudget,
    options?: CompleteOptions,
  ): Asserted<R, T>;
}
