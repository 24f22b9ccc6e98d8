/** Says that a {@link Trace} was to be made of no spans. */
export class EmptyTraceError extends Error {
  override readonly name = 'EmptyTraceError';
  readonly code = 'KIT_EMPTY_TRACE';

  constructor() {
    super('Expected at least one span to make a trace, got none.');
  }
}

/** Says that a trace id is not 32 hex digits. */
export class InvalidTraceIdError extends Error {
  override readonly name = 'InvalidTraceIdError';
  readonly code = 'KIT_INVALID_TRACE_ID';

  constructor(readonly traceId: string) {
    super(`Expected a trace id of 32 hex digits, got ${JSON.stringify(traceId)}.`);
  }
}

/** Says what was waited for and did not come in time, and what came instead. */
export class TraceTimeoutError extends Error {
  override readonly name = 'TraceTimeoutError';
  readonly code = 'KIT_TRACE_TIMEOUT';

  constructor(
    readonly timeoutMillis: number,
    /** What was waited for, such as `a trace that the predicate accepts`. */
    readonly expectation: string,
    /** What came instead, as the end of a sentence. */
    readonly reason: string,
  ) {
    super(`Expected ${expectation} within ${timeoutMillis / 1000} s, but ${reason}`);
  }
}
