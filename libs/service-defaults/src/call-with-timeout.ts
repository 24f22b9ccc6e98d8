import { HttpException } from '@nestjs/common';

/** The errors of a call to another service: that it gave no answer in time, or none that can be used. */
export interface Failures {
  timeout(timeoutMillis: number): HttpException;
  unavailable(options: { readonly cause: unknown }): HttpException;
}

/**
 * Runs `call` and returns its result. The signal that it receives aborts after `timeoutMillis` ms. An `HttpException`
 * that it throws is thrown unchanged; any other failure is replaced by `failures.timeout` if the time had passed, and
 * else by `failures.unavailable`, with the reason as its cause.
 *
 * @example
 * const user = await callWithTimeout(3_000, failures, async (signal) => {
 *   const response = await fetch(url, { signal });
 *   return response.json();
 * });
 */
export async function callWithTimeout<T>(
  timeoutMillis: number,
  failures: Failures,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const signal = AbortSignal.timeout(timeoutMillis);
  try {
    return await call(signal);
  } catch (error) {
    if (error instanceof HttpException) throw error;
    if (signal.aborted) throw failures.timeout(timeoutMillis);
    throw failures.unavailable({ cause: reason(error) });
  }
}

/** Returns the cause of an error if it has one: `fetch` throws "fetch failed", whose cause says ECONNREFUSED. */
function reason(error: unknown): unknown {
  return (error as Error).cause ?? error;
}
