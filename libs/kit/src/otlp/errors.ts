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
