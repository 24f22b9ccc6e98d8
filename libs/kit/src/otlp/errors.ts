/** Says that another process listens on the port on which something was to listen. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  readonly code = 'KIT_PORT_IN_USE';

  constructor(
    readonly port: number,
    readonly host: string,
    /** Names what wanted to listen there, such as `the OTLP receiver`. */
    readonly listener: string,
    options?: ErrorOptions,
  ) {
    super(
      `Expected port ${port} on ${host} to be free for ${listener}, but it is in use.`,
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
