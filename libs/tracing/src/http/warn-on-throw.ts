import { warnOnce } from '#span/warn.js';

/**
 * `observe` as one that never throws: what a listener of a diagnostics channel or of a request throws
 * would end the process, or the request. Everything in this folder that looks at requests goes through here.
 *
 * @returns what `observe` returns; `undefined` if it threw
 */
export function warnOnThrow<A extends unknown[], R>(
  observe: (...args: A) => R,
): (...args: A) => R | undefined {
  return (...args) => {
    try {
      return observe(...args);
    } catch (error) {
      warnOnce('An HTTP request could not be traced.', error);
      return undefined;
    }
  };
}
