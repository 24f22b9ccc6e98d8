/** Thrown for an environment variable that cannot be used. It leaves out the value, which may be a secret. */
export class InvalidEnvironmentError extends Error {
  override readonly name = 'InvalidEnvironmentError';
  readonly code = 'SERVICE_INVALID_ENVIRONMENT';

  constructor(
    readonly variable: string,
    /** Says what value the variable has to have, such as `expected a port from 0 to 65535`. */
    readonly expectation: string,
  ) {
    super(`${variable}: ${expectation}`);
  }
}
