import type { Span } from '@opentelemetry/api';
import { recordError } from '#span/failure/record.js';

/**
 * Has the errors that an official instrumentation notes on `span` recorded by the error policy, redacted and
 * cut. It would set their messages as they are: as an exception, and as the status before or after that.
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
