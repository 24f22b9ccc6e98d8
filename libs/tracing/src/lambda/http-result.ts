/** The answer of a handler to an HTTP event. */
interface HttpResult {
  readonly statusCode?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly multiValueHeaders?: Readonly<Record<string, unknown>>;
}

/**
 * Returns the status of the response that Lambda makes of a handler's result.
 *
 * @param inferred the status if the result has none
 */
export function statusOf(result: unknown, inferred: number | undefined): number | undefined {
  return isHttpResult(result) ? Number(result.statusCode) || undefined : inferred;
}

/**
 * Returns a copy of the result with one more header. It returns the result itself if that is no whole response, and
 * leaves a header of that name as it is.
 */
export function withHeader(result: unknown, name: string, value: string): unknown {
  if (!isHttpResult(result)) return result;
  const { headers, multiValueHeaders } = result;
  // A load balancer that is configured for several values reads these alone.
  if (multiValueHeaders && !headers) {
    return { ...result, multiValueHeaders: { [name]: [value], ...multiValueHeaders } };
  }
  return { ...result, headers: { [name]: value, ...headers } };
}

function isHttpResult(result: unknown): result is HttpResult {
  return typeof result === 'object' && result !== null && 'statusCode' in result;
}
