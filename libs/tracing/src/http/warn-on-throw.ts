import { warnOnce } from '#span/warn.js';

/** Warns of an error in the code that traces HTTP requests, once in a process. */
export function warnUntraced(error: unknown): void {
  warnOnce('An HTTP request could not be traced.', error);
}

/**
 * Wraps `run` such that it never throws. An error out of a listener of a diagnostics channel would end the process,
 * and an error out of a listener of a request would end the request. So all functions by which HTTP is traced are
 * wrapped, or catch their errors themselves.
 *
 * @returns a function that returns what `run` returns, or warns and returns `undefined` if `run` throws
 */
export function warnOnThrow<A extends unknown[], R>(
  run: (...args: A) => R,
): (...args: A) => R | undefined {
  return (...args) => {
    try {
      return run(...args);
    } catch (error) {
      warnUntraced(error);
      return undefined;
    }
  };
}
