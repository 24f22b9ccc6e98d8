import { ignoreRejection } from '#span/capture/captured-attributes.js';
import { registered } from '#span/registry.js';
import { warnOnce } from '#span/warn.js';

/**
 * The meaning that a thrown value has for a span: a failure, an answer that the application chose, or a
 * cancellation.
 */
export type ErrorClass = 'error' | 'expected' | 'cancelled';

/** The place where an exception is recorded: an event of its span, a log record, both, or none. */
export type ExceptionRecord = 'event' | 'log' | 'both' | 'none';

/**
 * Decides how errors appear on spans. The policy holds for every span that the library makes: of methods,
 * controllers, queries and HTTP clients. If a callback throws, the library writes a warning and applies the
 * default.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/general/recording-errors/
 */
export interface ErrorPolicy {
  /**
   * Says what a thrown value means. Only `error` makes the status of a span ERROR and is recorded as an
   * exception. `undefined` leaves the value to the default: HTTP exceptions below 500, RPC and WebSocket
   * exceptions are `expected`, an `AbortError` is `cancelled`, everything else is an `error`.
   *
   * @example
   * classify: (error) => (error instanceof OutOfStock ? 'expected' : undefined)
   */
  readonly classify?: ((error: unknown) => ErrorClass | undefined) | undefined;
  /**
   * The place where an exception is recorded, once, with the innermost span that it passed through.
   * Default: what `OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN` says, otherwise `event`. Log records go to the
   * logger provider of OpenTelemetry's API; while none is registered, an event takes their place.
   */
  readonly record?: ExceptionRecord | undefined;
  /**
   * Returns the text of an error for the status and the exception; `undefined` exports none. Whatever
   * looks like a credential or like personal data is redacted in it. Default: the message of the error;
   * for an error of a database, whose message may quote values, only its SQLSTATE.
   */
  readonly message?: ((error: unknown) => string | undefined) | undefined;
}

interface CurrentPolicy {
  policy: ErrorPolicy;
  record: ExceptionRecord;
}

const current = registered<CurrentPolicy>('errorPolicy', () => ({ policy: {}, record: 'event' }));

/** Sets the error policy, in place of the one that was set before. */
export function setErrorPolicy(policy: ErrorPolicy): void {
  current.policy = policy;
}

/** Sets where exceptions are recorded if the policy does not say so. */
export function setDefaultExceptionRecord(record: ExceptionRecord): void {
  current.record = record;
}

/** Returns where exceptions are recorded. */
export function exceptionRecord(): ExceptionRecord {
  return current.policy.record ?? current.record;
}

/** Returns the class that the application's policy gives `error`; `undefined` if it gives none. */
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

/**
 * Returns the text that the application's policy gives `error`, or `byDefault()` if the policy has no
 * say.
 */
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
