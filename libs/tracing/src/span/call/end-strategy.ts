import { registered } from '#span/registry.js';

/** Work under a span, as an {@link EndStrategy} follows it. Only the first way to end it counts. */
export interface Work {
  /** Runs `fn` with the work's span active. */
  run<T>(fn: () => T): T;
  /** Runs `fn`, a callback of the caller's, in the context in which the work was started. */
  runCaller<T>(fn: () => T): T;
  /**
   * The work has produced `value`, which may be work that goes on, such as a stream: then that is
   * followed. Returns what the caller gets in place of `value`.
   */
  resolve<T>(value: T): T;
  /** The work is done. `value` goes to the option `onResult`. */
  end(value?: unknown): void;
  /** The work failed with `error`, which the strategy hands on to the caller unchanged. */
  fail(error: unknown): void;
  /** Nobody wants the work any longer: that is no error. */
  cancel(): void;
}

/**
 * Knows when the work behind one type of return value ends. A method's span ends at return, unless a
 * strategy matches what it returned.
 *
 * A strategy must not change what the caller sees: it must not begin work that nobody asked for, nor
 * handle an error. One that throws costs a warning; the caller then gets the result as it was.
 *
 * @see {@link registerEndStrategy}
 */
export interface EndStrategy<T extends object = object> {
  /** Whether this strategy knows when the work behind `result` ends. Called for objects and functions. */
  matches(result: object): result is T;
  /**
   * Follows the work behind `result`, and returns what the caller gets in its place.
   *
   * @param start opens the span. To be called at once where the work has begun by now: the span then
   *   dates from the call. Otherwise when the work begins, and again each time it does.
   */
  follow(result: T, start: () => Work): T;
}

const strategies = registered<EndStrategy[]>('endStrategies', () => []);

/**
 * Adds a strategy for a return type of your own. It is asked before those that came before it, and
 * those are asked before the built-in ones: promises, thenables, Observables, generators, streams.
 *
 * @example
 * registerEndStrategy<Job>({
 *   matches: (result): result is Job => result instanceof Job,
 *   follow(job, start) {
 *     const work = start();
 *     job.once('done', (answer) => work.end(answer));
 *     job.once('cancelled', () => work.cancel());
 *     return job;
 *   },
 * });
 */
export function registerEndStrategy<T extends object>(strategy: EndStrategy<T>): void {
  strategies.unshift(strategy);
}

export function registeredEndStrategy(result: object): EndStrategy | undefined {
  return strategies.find((strategy) => strategy.matches(result));
}
