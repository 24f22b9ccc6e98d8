import { HttpException } from '@nestjs/common';
import { type Upstream, UpstreamTimeoutError, UpstreamUnavailableError } from './orders.errors.js';

export async function callUpstream<T>(
  upstream: Upstream,
  timeoutMillis: number,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const signal = AbortSignal.timeout(timeoutMillis);
  try {
    return await call(signal);
  } catch (error) {
    if (error instanceof HttpException) throw error;
    if (signal.aborted) throw new UpstreamTimeoutError(upstream, timeoutMillis);
    throw new UpstreamUnavailableError(upstream, { cause: reason(error) });
  }
}

/** `fetch` hides its reason, such as ECONNREFUSED, behind "fetch failed". */
function reason(error: unknown): unknown {
  return (error as Error).cause ?? error;
}
