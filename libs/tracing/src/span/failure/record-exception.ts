import * as api from '@opentelemetry/api';
import { type Attributes, type Span, context, trace } from '@opentelemetry/api';
import {
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
} from '@opentelemetry/semantic-conventions';
import { exceptionTypeOf, isError } from './classify.js';
import { now } from '#span/clock.js';
import { MAX_TEXT_LENGTH, cutText } from '#span/capture/cut-text.js';
import { exceptionRecord } from './policy.js';
import { PACKAGE_NAME, PACKAGE_VERSION } from '#span/version.js';

const EVENT_NAME = 'exception';

/**
 * Undefined before version 1.10 of the API, so read from its namespace: an import of a missing name
 * fails.
 */
const { SeverityNumber, logs }: Partial<typeof api> = api;

/**
 * Records `error` where the error policy says: as an event of `span`, or as a log record in its context.
 *
 * @param message the redacted message of the error; `undefined` leaves the message out of the stack as well
 * @see https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-logs/
 */
export function recordException(span: Span, error: unknown, message: string | undefined): void {
  const record = exceptionRecord();
  if (record === 'none') return;
  const attributes = exceptionAttributes(error, message);
  const isLogged = record !== 'event' && emitLogRecord(span, attributes);
  if (record !== 'log' || !isLogged) span.addEvent(EVENT_NAME, attributes, now(span));
}

/** Emits a log record, and returns `false` if no logger takes it. */
function emitLogRecord(span: Span, attributes: Attributes): boolean {
  if (!SeverityNumber || !logs) return false;
  const logger = logs.getLogger(PACKAGE_NAME, PACKAGE_VERSION);
  if (!logger.enabled({ eventName: EVENT_NAME, severityNumber: SeverityNumber.ERROR }))
    return false;
  logger.emit({
    eventName: EVENT_NAME,
    severityNumber: SeverityNumber.ERROR,
    timestamp: now(span),
    attributes,
    context: trace.setSpan(context.active(), span),
  });
  return true;
}

function exceptionAttributes(error: unknown, message: string | undefined): Attributes {
  const attributes: Attributes = {
    [ATTR_EXCEPTION_TYPE]: isError(error) ? exceptionTypeOf(error) : typeof error,
  };
  if (message !== undefined) attributes[ATTR_EXCEPTION_MESSAGE] = message;
  if (isError(error)) attributes[ATTR_EXCEPTION_STACKTRACE] = stackOf(error, message);
  return attributes;
}

/** Matches a line of V8's stacks that names a call. */
const FRAME = /\n[^\S\n]+at [^\n]*/g;

/** The largest number of characters of a message that a stack repeats, so that its frames have room. */
const MAX_TITLE_LENGTH = MAX_TEXT_LENGTH / 8;

/** Returns the stack of `error` with `message` in place of the error's own, which its first lines repeat. */
function stackOf(error: Error, message: string | undefined): string {
  const stack = error.stack ?? '';
  const text = error.message;
  const start = stack.indexOf(text);
  const type = exceptionTypeOf(error);
  const title = message ? cutText(`${type}: ${message}`, MAX_TITLE_LENGTH) : type;
  const calls = stack.slice(start === -1 ? 0 : start + text.length);
  return [title, ...framesOf(calls, title.length)].join('');
}

/** Returns the frames of a stack, as many whole lines as fit beside its title. */
function framesOf(stack: string, titleLength: number): string[] {
  const frames: string[] = [];
  let length = titleLength;
  for (const [frame] of stack.matchAll(FRAME)) {
    length += frame.length;
    if (length > MAX_TEXT_LENGTH) break;
    frames.push(frame);
  }
  return frames;
}
