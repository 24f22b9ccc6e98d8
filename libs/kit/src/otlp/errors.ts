/** Thrown when the port asked for belongs to another process. */
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

/** Thrown for an option of the receiver that is out of bounds. */
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

/** What is not OTLP. Of an export request it becomes `INVALID_ARGUMENT`, and never leaves the receiver. */
export class MalformedOtlpError extends Error {
  override readonly name = 'MalformedOtlpError';
  readonly code = 'KIT_MALFORMED_OTLP';
}
