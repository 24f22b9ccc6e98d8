/** The codes of a {@link TracingError}. They are stable, unlike its messages, so programs should match on them. */
export type TracingErrorCode =
  | 'TRACING_ALREADY_REGISTERED'
  | 'TRACING_INVALID_ENVIRONMENT'
  | 'TRACING_INVALID_OPTIONS'
  | 'TRACING_MISSING_PACKAGE'
  | 'TRACING_NOT_STARTED'
  | 'TRACING_NOT_TRACEABLE';

/**
 * The error that says what is wrong with the configuration of tracing, or why tracing cannot start. It is thrown
 * while the process starts, and never while a request is served.
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
    /** The thing that the error is about, such as the name of an environment variable, or `Class.member`. */
    readonly subject: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
