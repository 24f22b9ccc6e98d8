/** What a handler answers an HTTP event with. */
interface HttpResult {
  readonly statusCode?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly multiValueHeaders?: Readonly<Record<string, unknown>>;
}

/**
 * The status of the response that a handler's result becomes.
 *
 * @param inferred the status of a result that names none
 */
export function statusOf(result: unknown, inferred: number | undefined): number | undefined {
  return isHttpResult(result) ? Number(result.statusCode) || undefined : inferred;
}

/** The result with one more header, unless it has the header or is no response in full. */
export function withHeader(result: unknown, name: string, value: string): unknown {
  if (!isHttpResult(result)) return result;
  const { headers, multiValueHeaders } = result;
  // A load balancer that asks for several values looks at these alone.
  if (multiValueHeaders && !headers) {
    return { ...result, multiValueHeaders: { [name]: [value], ...multiValueHeaders } };
  }
  return { ...result, headers: { [name]: value, ...headers } };
}

function isHttpResult(result: unknown): result is HttpResult {
  return typeof result === 'object' && result !== null && 'statusCode' in result;
}
