import type { Span } from '@opentelemetry/api';
import { recordError } from '#span/failure/record.js';

/**
 * Makes the errors that an official instrumentation records on `span` follow the error policy, redacted
 * and cut. The instrumentation itself would export their messages unchanged: in the exception, and in
 * the status that it sets before or after the exception.
 */
export function redactErrors(span: Span): void {
  if (!span.isRecording()) return;
  const { setStatus } = span;
  let isRecorded = false;
  const withoutMessage: Span['setStatus'] = ({ code, message }) =>
    isRecorded && message !== undefined ? span : setStatus.call(span, { code });
  span.setStatus = withoutMessage;
  span.recordException = (exception) => {
    isRecorded = true;
    span.setStatus = setStatus;
    recordError(span, exception, undefined);
    span.setStatus = withoutMessage;
  };
}
