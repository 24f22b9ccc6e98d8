import { callWithTimeout } from '@traced/service-defaults';
import { type Upstream, UpstreamTimeoutError, UpstreamUnavailableError } from './orders.errors.js';

/**
 * Calls another service, whose answer has to be complete within `timeoutMillis`. An `HttpException` that `call` throws
 * passes through.
 * @throws {UpstreamTimeoutError} when the answer is not complete in time.
 * @throws {UpstreamUnavailableError} when there is no answer, or none that `call` can use.
 */
export function callUpstream<T>(
  upstream: Upstream,
  timeoutMillis: number,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const failures = {
    timeout: () => new UpstreamTimeoutError(upstream, timeoutMillis),
    unavailable: (options: { cause: unknown }) => new UpstreamUnavailableError(upstream, options),
  };
  return callWithTimeout(timeoutMillis, failures, call);
}
