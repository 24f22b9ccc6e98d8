/** The properties of the error of an export, as `readFailure` reads them. */
interface ErrorFacts {
  /** A gRPC status, an HTTP status, or the code of a system error. */
  readonly code: number | string | undefined;
  readonly retryAfterMillis?: number;
  readonly metadata?: { get(key: string): readonly unknown[] };
}

/** Creates the error of an export, from which `readFailure` reads what happens to the batch. */
export function exportError(message: string, facts: ErrorFacts): Error {
  return Object.assign(new Error(message), facts);
}

/** An error of Node.js, which for a host with several addresses has one error for each of them. */
interface ConnectionError {
  readonly message?: string;
  readonly code?: string;
  readonly errors?: readonly ConnectionError[];
}

/** Returns the message of an error, or the messages of the errors that it consists of. */
export function messageOf(error: unknown): string {
  const { message, errors = [] } = error as ConnectionError;
  return message || errors.map(messageOf).join(', ');
}

/** Returns `error`, with the messages of the errors that it consists of if it has none of its own. */
export function withMessage(error: unknown): unknown {
  const { message, code, errors } = error as ConnectionError;
  return message === '' && errors ? exportError(messageOf(error), { code }) : error;
}
