/** Says that a recorder was asked for its one trace, but has recorded none or several. */
export class TraceCountError extends Error {
  override readonly name = 'TraceCountError';
  readonly code = 'KIT_TRACE_COUNT';

  constructor(
    /** The names of the roots of the recorded traces, escaped for the terminal. */
    readonly roots: readonly string[],
  ) {
    const listed = roots.length > 0 ? `: ${roots.join(', ')}` : '';
    super(`Expected one trace to be recorded, got ${roots.length}${listed}.`);
  }
}

/** Says that traces cannot be recorded, as an SDK is registered with `@opentelemetry/api` already. */
export class AlreadyTracedError extends Error {
  override readonly name = 'AlreadyTracedError';
  readonly code = 'KIT_ALREADY_TRACED';

  constructor() {
    super(
      'Expected no tracing to run in this process, but an SDK is registered with @opentelemetry/api. Give it the spanProcessor of a TraceRecorder instead.',
    );
  }
}
