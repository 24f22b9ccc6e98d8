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
