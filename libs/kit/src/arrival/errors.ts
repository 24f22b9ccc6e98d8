/** Says what was waited for and did not come in time, and what came instead. */
export class TraceTimeoutError extends Error {
  override readonly name = 'TraceTimeoutError';
  readonly code = 'KIT_TRACE_TIMEOUT';

  constructor(
    readonly timeoutMillis: number,
    /** What was waited for, such as `a trace that the predicate accepts`. */
    readonly expectation: string,
    /** What came instead, as a whole sentence. */
    readonly reason: string,
  ) {
    super(`Expected ${expectation} within ${timeoutMillis / 1000} s. ${reason}`);
  }
}
