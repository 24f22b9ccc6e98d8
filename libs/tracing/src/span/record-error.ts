import { type Attributes, type Span, SpanStatusCode } from '@opentelemetry/api';
import {
  ATTR_DB_RESPONSE_STATUS_CODE,
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
} from '@opentelemetry/semantic-conventions';
import { ATTR_NESTJS_EXCEPTION_STATUS_CODE } from './attributes.js';
import { classifyError, exceptionTypeOf, isError } from './classify-error.js';
import { now } from './clock.js';
import { redactText } from './redaction.js';

/**
 * Notes on `span` what was thrown through it. An answer that the application chose to give (an HTTP
 * exception below 500) and a cancellation leave the status alone; everything else makes it ERROR.
 * The exception itself is recorded once, on the innermost span that saw it.
 *
 * @param parent the span around `span`, which will see the same error next
 * @see https://opentelemetry.io/docs/specs/semconv/general/recording-errors/
 */
export function recordError(span: Span, error: unknown, parent: Span | undefined): void {
  if (!span.isRecording()) return;
  const classification = classifyError(error);
  if (classification.outcome === 'cancelled') return;
  if (classification.outcome === 'expected') {
    const { statusCode } = classification;
    if (statusCode !== undefined) span.setAttribute(ATTR_NESTJS_EXCEPTION_STATUS_CODE, statusCode);
    return;
  }
  const { type, sqlState } = classification;
  const message = sqlState ? `SQLSTATE ${sqlState}` : redactText(messageOf(error));
  span.setStatus({ code: SpanStatusCode.ERROR, message });
  span.setAttribute(ATTR_ERROR_TYPE, type);
  if (sqlState) span.setAttribute(ATTR_DB_RESPONSE_STATUS_CODE, sqlState);
  if (!isRecorded(error, span))
    span.addEvent('exception', exceptionAttributes(error, message), now());
  markRecorded(error, span, parent);
}

function messageOf(error: unknown): string {
  if (isError(error)) return error.message;
  return isObject(error) ? 'a value that is no error was thrown' : String(error);
}

function exceptionAttributes(error: unknown, message: string): Attributes {
  if (!isError(error)) {
    return { [ATTR_EXCEPTION_TYPE]: typeof error, [ATTR_EXCEPTION_MESSAGE]: message };
  }
  const type = exceptionTypeOf(error);
  return {
    [ATTR_EXCEPTION_TYPE]: type,
    [ATTR_EXCEPTION_MESSAGE]: message,
    [ATTR_EXCEPTION_STACKTRACE]: `${type}: ${message}\n${framesOf(error)}`,
  };
}

/** The stack without its first lines: they repeat the message that `message` is the safe form of. */
function framesOf(error: Error): string {
  const lines = (error.stack ?? '').split('\n');
  return lines.filter((line) => /^\s+at /.test(line)).join('\n');
}

/** The trace in which an error was recorded; an error may be kept and thrown again in another. */
const recordedIn = new WeakMap<object, string>();
/** A thrown primitive has no identity: what a child of the span recorded last stands for it. */
const recordedBelow = new WeakMap<Span, { readonly value: unknown }>();

function isRecorded(error: unknown, span: Span): boolean {
  if (!isObject(error)) {
    const below = recordedBelow.get(span);
    return below !== undefined && Object.is(below.value, error);
  }
  const { traceId } = span.spanContext();
  return causesOf(error).some((cause) => recordedIn.get(cause) === traceId);
}

function markRecorded(error: unknown, span: Span, parent: Span | undefined): void {
  if (!isObject(error)) {
    if (parent) recordedBelow.set(parent, { value: error });
    return;
  }
  const { traceId } = span.spanContext();
  for (const cause of causesOf(error)) recordedIn.set(cause, traceId);
}

/** `error` and what it wraps: a failure rethrown inside another error is still the same failure. */
function causesOf(error: object): object[] {
  const causes: object[] = [];
  let cause: unknown = error;
  while (isObject(cause) && !causes.includes(cause)) {
    causes.push(cause);
    cause = 'driverError' in cause ? cause.driverError : 'cause' in cause ? cause.cause : undefined;
  }
  return causes;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
