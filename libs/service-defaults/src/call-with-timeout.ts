import { HttpException } from '@nestjs/common';

/** Makes the error of a call that gave no answer in time, or none that can be used. */
export interface Failures {
  timeout(timeoutMillis: number): HttpException;
  unavailable(options: { readonly cause: unknown }): HttpException;
}

/**
 * Calls another service, whose answer has to be complete within `timeoutMillis`. An `HttpException`
 * that the call throws passes through; any other failure becomes one of `failures`.
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

/** `fetch` hides its reason, such as ECONNREFUSED, behind "fetch failed". */
function reason(error: unknown): unknown {
  return (error as Error).cause ?? error;
}
