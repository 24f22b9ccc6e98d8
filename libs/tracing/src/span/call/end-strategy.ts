import { registered } from '#span/registry.js';

/** Work under a span, as an {@link EndStrategy} follows it. Only the first call that ends the work counts. */
export interface Work {
  /** Runs `fn` with the work's span active. */
  run<T>(fn: () => T): T;
  /** Runs `fn`, a callback of the caller, in the context in which the caller started the work. */
  runCaller<T>(fn: () => T): T;
  /**
   * Ends the work with `value`, unless `value` is work that goes on, such as a stream: then the span ends
   * with that work. Returns what the caller gets in place of `value`.
   */
  resolve<T>(value: T): T;
  /** Ends the work successfully. The option `onResult` gets `value`. */
  end(value?: unknown): void;
  /** Ends the work with `error`, which the strategy passes to the caller unchanged. */
  fail(error: unknown): void;
  /** Ends the work because the caller no longer wants its result, which is no error. */
  cancel(): void;
}

/**
 * Knows when the work behind one type of return value ends. The span of a method ends when the method
 * returns, unless a strategy matches the value that it returned.
 *
 * A strategy must not change what the caller sees: it must not begin work that the caller has not asked for,
 * nor handle an error. If a strategy throws, the library writes a warning and the caller gets the original
 * result.
 *
 * @see {@link registerEndStrategy}
 */
export interface EndStrategy<T extends object = object> {
  /** Whether this strategy knows when the work behind `result` ends. Called for objects and functions. */
  matches(result: object): result is T;
  /**
   * Follows the work behind `result`, and returns what the caller gets in place of `result`.
   *
   * @param start starts the span. Call it at once if the work has already begun: the span then has the start
   *   time of the method call. Otherwise call it whenever the work begins, once for each time.
   */
  follow(result: T, start: () => Work): T;
}

const strategies = registered<EndStrategy[]>('endStrategies', () => []);

/**
 * Adds a strategy for a return type of your own. The strategy that was added last is asked first; the
 * built-in ones, for promises, thenables, Observables, generators and streams, are asked last.
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

/** Returns the strategy of the application that matches `result`; `undefined` if none does. */
export function registeredEndStrategy(result: object): EndStrategy | undefined {
  return strategies.find((strategy) => strategy.matches(result));
}
