/** Says that another process listens on the port that a receiver was to listen on. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  readonly code = 'KIT_PORT_IN_USE';

  constructor(
    readonly port: number,
    readonly host: string,
    options?: ErrorOptions,
  ) {
    super(
      `Expected port ${port} on ${host} to be free for the OTLP receiver, but it is in use.`,
      options,
    );
  }
}

/** Says which option of a receiver is out of bounds. */
export class InvalidReceiverOptionError extends Error {
  override readonly name = 'InvalidReceiverOptionError';
  readonly code = 'KIT_INVALID_OPTION';

  constructor(
    readonly option: string,
    readonly value: number,
  ) {
    super(`Expected ${option} to be a positive integer, got ${value}.`);
  }
}

/**
 * Says that bytes or JSON are not OTLP. The receiver answers such a request `INVALID_ARGUMENT`; the reader of Jaeger makes
 * it the `cause` of a `JaegerResponseError`.
 */
export class MalformedOtlpError extends Error {
  override readonly name = 'MalformedOtlpError';
  readonly code = 'KIT_MALFORMED_OTLP';

  constructor(
    readonly expected: string,
    readonly received: string,
  ) {
    super(`Expected ${expected}, got ${received}.`);
  }
}
