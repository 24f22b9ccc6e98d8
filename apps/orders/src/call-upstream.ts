import { callWithTimeout } from '@traced/service-defaults';
import { type Upstream, UpstreamTimeoutError, UpstreamUnavailableError } from './orders.errors.js';

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
