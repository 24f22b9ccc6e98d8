/** Thrown for an address of Jaeger that is not one. */
export class InvalidJaegerUrlError extends Error {
  override readonly name = 'InvalidJaegerUrlError';
  readonly code = 'KIT_INVALID_JAEGER_URL';

  constructor(readonly url: string) {
    super(`Expected a URL of Jaeger such as http://127.0.0.1:16686, got ${JSON.stringify(url)}.`);
  }
}

/** Thrown when nothing answers where Jaeger should be; `cause` is the reason. */
export class JaegerUnreachableError extends Error {
  override readonly name = 'JaegerUnreachableError';
  readonly code = 'KIT_JAEGER_UNREACHABLE';

  constructor(
    readonly url: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`Expected Jaeger at ${url}, got ${reason}.`, options);
  }
}

/** Thrown when what answers is not Jaeger's query API, or when that has failed. */
export class JaegerResponseError extends Error {
  override readonly name = 'JaegerResponseError';
  readonly code = 'KIT_JAEGER_RESPONSE';

  constructor(
    readonly url: string,
    readonly status: number,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`Expected a trace from Jaeger at ${url}, got ${reason}`, options);
  }
}
