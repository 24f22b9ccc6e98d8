/** Says that the address of Jaeger, or of a receiver, is no `http:` or `https:` URL. */
export class InvalidJaegerUrlError extends Error {
  override readonly name = 'InvalidJaegerUrlError';
  readonly code = 'KIT_INVALID_JAEGER_URL';
  /** What was given instead, without the user, the password and the query that it may hold. */
  readonly url: string;

  constructor(url: string) {
    const shown = withoutSecrets(url);
    super(`Expected a URL of Jaeger such as http://127.0.0.1:16686, got ${JSON.stringify(shown)}.`);
    this.url = shown;
  }
}

/** Says that a header or token for Jaeger cannot be sent; its value is never part of the error. */
export class InvalidJaegerHeaderError extends Error {
  override readonly name = 'InvalidJaegerHeaderError';
  readonly code = 'KIT_INVALID_JAEGER_HEADER';

  constructor(
    /** The place that the header comes from, such as `JAEGER_HEADERS`. */
    readonly origin: string,
    /** What is wrong with it, as the end of a sentence. */
    readonly reason: string,
  ) {
    super(`Expected headers that HTTP can send from ${origin}, got ${reason}.`);
  }
}

/** Says that nothing answers at the address of Jaeger, or of a receiver; `cause` is the error of the request. */
export class JaegerUnreachableError extends Error {
  override readonly name = 'JaegerUnreachableError';
  readonly code = 'KIT_JAEGER_UNREACHABLE';
  /** In how many milliseconds another attempt may succeed; `undefined` when it would fail likewise. */
  readonly retryAfterMillis: number | undefined;

  constructor(
    /** Names what was asked: `Jaeger` or `the OTLP receiver`. */
    readonly server: string,
    readonly url: string,
    /** What came instead of an answer, such as `connect ECONNREFUSED 127.0.0.1:16686`. */
    readonly reason: string,
    { retryAfterMillis, ...options }: RetryOptions = {},
  ) {
    super(`Expected an answer from ${server} at ${url}, got ${reason}.`, options);
    this.retryAfterMillis = retryAfterMillis;
  }
}

/** Says that the answer is not one of Jaeger's query API, or that it is an error of Jaeger or of a receiver. */
export class JaegerResponseError extends Error {
  override readonly name = 'JaegerResponseError';
  readonly code = 'KIT_JAEGER_RESPONSE';
  /** In how many milliseconds another attempt may succeed; `undefined` when it would fail likewise. */
  readonly retryAfterMillis: number | undefined;

  constructor(
    /** Names what was asked: `Jaeger` or `the OTLP receiver`. */
    readonly server: string,
    readonly url: string,
    /** The status code of the HTTP response. */
    readonly status: number,
    /** What came instead of a trace, as the end of a sentence. */
    readonly reason: string,
    { retryAfterMillis, ...options }: RetryOptions = {},
  ) {
    super(`Expected a trace from ${server} at ${url}, got ${reason}`, options);
    this.retryAfterMillis = retryAfterMillis;
  }
}

/** Says that a file, or standard input, cannot be read as OTLP JSON; `cause` is the error behind it. */
export class TraceFileError extends Error {
  override readonly name = 'TraceFileError';
  readonly code = 'KIT_TRACE_FILE';

  constructor(
    /** The path as it was given, or `standard input`. */
    readonly file: string,
    /** What was found instead, as the end of a sentence. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`Expected OTLP JSON in ${file}, got ${reason}`, options);
  }
}

interface RetryOptions extends ErrorOptions {
  readonly retryAfterMillis?: number | undefined;
}

function withoutSecrets(url: string): string {
  return url.replace(/[?#].*$/s, '').replace(/^(\w+:\/\/)?.*@/s, '$1');
}
