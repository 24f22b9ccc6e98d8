import { TracingError } from '#errors.js';

/**
 * Creates the error that explains why tracing does not start although its configuration is right.
 *
 * @param reason ends a sentence that begins with "Tracing does not start"
 */
export function notStartedError(subject: string, reason: string, cause?: unknown): TracingError {
  return new TracingError('TRACING_NOT_STARTED', subject, `Tracing does not start${reason}`, {
    cause,
  });
}
