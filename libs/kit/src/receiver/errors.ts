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

/** Says why the receiver refuses a request, for an answer that no exporter sends the request again after. */
export class RefusedRequestError extends Error {
  override readonly name = 'RefusedRequestError';
  readonly code = 'KIT_REFUSED_REQUEST';

  constructor(
    /** The status of the answer over HTTP; over gRPC it is always `INVALID_ARGUMENT`, or `UNIMPLEMENTED` for 404 and 415. */
    readonly status: 400 | 404 | 405 | 413 | 415,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
