import { ignoreRejection } from '#span/capture/captured-attributes.js';
import { registered } from '#span/registry.js';
import { warnOnce } from '#span/warn.js';

/** What a thrown value means for a span: a failure, an answer that the application chose, or a cancellation. */
export type ErrorClass = 'error' | 'expected' | 'cancelled';

/** Where an exception is recorded: as an event of its span, as a log record, as both, or nowhere. */
export type ExceptionRecord = 'event' | 'log' | 'both' | 'none';

/**
 * How errors appear on spans, in place of the defaults. It holds for every span the library makes: of
 * methods, controllers, queries and HTTP clients. A callback that throws costs a warning; the default
 * answers in its place.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/general/recording-errors/
 */
export interface ErrorPolicy {
  /**
   * Only `error` makes a span's status ERROR and is recorded as an exception. `undefined` leaves the
   * value to the default: HTTP exceptions below 500, RPC and WebSocket exceptions are `expected`, an
   * `AbortError` is `cancelled`, everything else is an `error`.
   *
   * @example
   * classify: (error) => (error instanceof OutOfStock ? 'expected' : undefined)
   */
  readonly classify?: ((error: unknown) => ErrorClass | undefined) | undefined;
  /**
   * Where an exception is recorded, once, with the innermost span that saw it. Default: what
   * `OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN` says, else `event`. Log records go to the logger provider of
   * OpenTelemetry's API; while none is registered, an event takes their place.
   */
  readonly record?: ExceptionRecord | undefined;
  /**
   * The text of an error, for the status and the exception; `undefined` exports none. What gives itself
   * away as a credential or as personal data is redacted in it. Default: the error's message, and of a
   * database error, whose message may quote values, its SQLSTATE alone.
   */
  readonly message?: ((error: unknown) => string | undefined) | undefined;
}

interface CurrentPolicy {
  policy: ErrorPolicy;
  record: ExceptionRecord;
}

const current = registered<CurrentPolicy>('errorPolicy', () => ({ policy: {}, record: 'event' }));

/** Takes the place of the policy that was set before. */
export function setErrorPolicy(policy: ErrorPolicy): void {
  current.policy = policy;
}

/** Where exceptions are recorded if the policy does not say. */
export function setDefaultExceptionRecord(record: ExceptionRecord): void {
  current.record = record;
}

export function exceptionRecord(): ExceptionRecord {
  return current.policy.record ?? current.record;
}

/** What the application says `error` is. */
export function classByApplication(error: unknown): ErrorClass | undefined {
  try {
    const outcome: unknown = current.policy.classify?.(error);
    ignoreRejection(outcome);
    return isErrorClass(outcome) ? outcome : undefined;
  } catch (thrown) {
    warnOnce('The option `errors.classify` threw.', thrown);
    return undefined;
  }
}

function isErrorClass(outcome: unknown): outcome is ErrorClass {
  return outcome === 'error' || outcome === 'expected' || outcome === 'cancelled';
}

/** The text of `error`, by the application if it has a say. */
export function messageByPolicy(error: unknown, byDefault: () => string): string | undefined {
  const { message } = current.policy;
  if (!message) return byDefault();
  try {
    const text: unknown = message(error);
    ignoreRejection(text);
    return typeof text === 'string' ? text : undefined;
  } catch (thrown) {
    warnOnce('The option `errors.message` threw.', thrown);
    return byDefault();
  }
}
