/** Says that the address of Jaeger is no `http:` or `https:` URL. */
export class InvalidJaegerUrlError extends Error {
  override readonly name = 'InvalidJaegerUrlError';
  readonly code = 'KIT_INVALID_JAEGER_URL';

  constructor(readonly url: string) {
    super(`Expected a URL of Jaeger such as http://127.0.0.1:16686, got ${JSON.stringify(url)}.`);
  }
}

/** Says that nothing answers at the address of Jaeger; `cause` is the error of the request. */
export class JaegerUnreachableError extends Error {
  override readonly name = 'JaegerUnreachableError';
  readonly code = 'KIT_JAEGER_UNREACHABLE';

  constructor(
    readonly url: string,
    /** What came instead of an answer, such as `connect ECONNREFUSED 127.0.0.1:16686`. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`Expected an answer from Jaeger at ${url}, got ${reason}.`, options);
  }
}

/** Says that the answer is not one of Jaeger's query API, or that it is an error of Jaeger. */
export class JaegerResponseError extends Error {
  override readonly name = 'JaegerResponseError';
  readonly code = 'KIT_JAEGER_RESPONSE';

  constructor(
    readonly url: string,
    /** The status code of the HTTP response. */
    readonly status: number,
    /** What came instead of a trace, as the end of a sentence. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`Expected a trace from Jaeger at ${url}, got ${reason}`, options);
  }
}
