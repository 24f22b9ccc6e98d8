import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { ATTR_DB_RESPONSE_STATUS_CODE, ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import { ATTR_NESTJS_EXCEPTION_STATUS_CODE } from '#span/attributes.js';
import { classifyError, isError, valueFreeMessageOf } from './classify.js';
import { messageByPolicy } from './policy.js';
import { recordException } from './record-exception.js';
import { isRecorded, markRecorded } from './recorded-errors.js';
import { redactText } from '#span/capture/redaction.js';
import { warn } from '#span/warn.js';

/**
 * Records on `span` the value that was thrown through it. An answer that the application chose to give,
 * such as an HTTP exception below 500, and a cancellation leave the status alone; every other value
 * makes it ERROR. The exception is recorded once, on the innermost span that it passed through. Never
 * throws, even if the thrown value throws when it is read.
 *
 * @param parent the parent of `span`, through which the same error is thrown next
 * @see https://opentelemetry.io/docs/specs/semconv/general/recording-errors/
 */
export function recordError(span: Span, error: unknown, parent: Span | undefined): void {
  if (!span.isRecording()) return;
  try {
    recordOutcome(span, error, parent);
  } catch (thrown) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    warn('A thrown value could not be described.', thrown);
  }
}

/** Whether `error` makes the status of a span ERROR. Never throws. */
export function isFailure(error: unknown): boolean {
  try {
    return classifyError(error).outcome === 'failed';
  } catch {
    return true;
  }
}

function recordOutcome(span: Span, error: unknown, parent: Span | undefined): void {
  const classification = classifyError(error);
  if (classification.outcome === 'cancelled') return;
  if (classification.outcome === 'expected') {
    const { statusCode } = classification;
    if (statusCode !== undefined) span.setAttribute(ATTR_NESTJS_EXCEPTION_STATUS_CODE, statusCode);
    return;
  }
  const { type, sqlState } = classification;
  const text = messageByPolicy(error, () => (sqlState ? `SQLSTATE ${sqlState}` : messageOf(error)));
  const message = text === undefined ? undefined : redactText(text);
  span.setStatus({ code: SpanStatusCode.ERROR, ...(message !== undefined && { message }) });
  span.setAttribute(ATTR_ERROR_TYPE, type);
  if (sqlState) span.setAttribute(ATTR_DB_RESPONSE_STATUS_CODE, sqlState);
  if (!isRecorded(error, span)) recordException(span, error, message);
  markRecorded(error, span, parent);
}

function messageOf(error: unknown): string {
  if (isError(error)) return valueFreeMessageOf(error) ?? textOf(error.message);
  const isPrimitive = Object(error) !== error;
  return isPrimitive ? textOf(error) : 'a value that is no error was thrown';
}

/** Converts a value to text, as the `message` of an error may be of any type. */
function textOf(value: unknown): string {
  return String(value);
}
