/** What a {@link TracingError} can be about. Stable: match on it instead of on the message. */
export type TracingErrorCode =
  | 'TRACING_ALREADY_REGISTERED'
  | 'TRACING_ALREADY_STARTED'
  | 'TRACING_INVALID_ENVIRONMENT'
  | 'TRACING_INVALID_OPTIONS'
  | 'TRACING_MISSING_PACKAGE'
  | 'TRACING_NOT_TRACEABLE';

/**
 * A mistake in how tracing is wired. Thrown while the process starts, never while a request is served.
 *
 * @example
 * try {
 *   startTracing();
 * } catch (error) {
 *   if (error instanceof TracingError) console.error(error.code, error.subject);
 * }
 */
export class TracingError extends Error {
  override readonly name = 'TracingError';

  constructor(
    readonly code: TracingErrorCode,
    /** What the mistake is about: a variable's name, or `Class.member`. */
    readonly subject: string,
    message: string,
  ) {
    super(message);
  }
}
