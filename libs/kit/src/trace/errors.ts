/** Thrown for a {@link Trace} of no spans. */
export class EmptyTraceError extends Error {
  override readonly name = 'EmptyTraceError';
  readonly code = 'KIT_EMPTY_TRACE';

  constructor() {
    super('Expected at least one span to make a trace, got none.');
  }
}

/** Thrown for a trace id that is not one. */
export class InvalidTraceIdError extends Error {
  override readonly name = 'InvalidTraceIdError';
  readonly code = 'KIT_INVALID_TRACE_ID';

  constructor(readonly traceId: string) {
    super(`Expected a trace id of 32 hex digits, got ${JSON.stringify(traceId)}.`);
  }
}

/** Thrown when what was waited for has not come in time. */
export class TraceTimeoutError extends Error {
  override readonly name = 'TraceTimeoutError';
  readonly code = 'KIT_TRACE_TIMEOUT';

  constructor(
    readonly timeoutMillis: number,
    expectation: string,
    reason: string,
  ) {
    super(`Expected ${expectation} within ${timeoutMillis / 1000} s, but ${reason}`);
  }
}
