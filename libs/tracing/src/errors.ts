/** What a {@link TracingError} can be about. Stable: match on it instead of on the message. */
export type TracingErrorCode =
  | 'TRACING_ALREADY_REGISTERED'
  | 'TRACING_INVALID_ENVIRONMENT'
  | 'TRACING_INVALID_OPTIONS'
  | 'TRACING_MISSING_PACKAGE'
  | 'TRACING_NOT_STARTED'
  | 'TRACING_NOT_TRACEABLE';

/**
 * Says what is wrong with how tracing is wired, or why it cannot start. Thrown while the process starts,
 * never while a request is served.
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
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
