import { types } from 'node:util';
import { type Context, type Span, context, trace } from '@opentelemetry/api';
import { recordError } from './record-error.js';
import { endSpan } from './start-span.js';

/**
 * Runs `fn` with `span` active and ends the span once the work has ended: when `fn` returns, or when
 * the promise it returned settles. What `fn` returns, throws or rejects with reaches the caller
 * unchanged; what it threw is noted on the span first.
 */
export function runInSpan<T>(span: Span, fn: () => T): T {
  const around = context.active();
  let result: T;
  try {
    result = context.with(trace.setSpan(around, span), fn);
  } catch (error) {
    endWithError(span, error, around);
    throw error;
  }
  if (types.isPromise(result)) return endAfter(result, span, around) as T;
  endSpan(span);
  return result;
}

/**
 * The caller gets the continued promise: one observed on a side branch would count as handled, and
 * its rejection would no longer be reported.
 */
function endAfter<T>(promise: Promise<T>, span: Span, around: Context): Promise<T> {
  return promise.then(
    (value) => {
      endSpan(span);
      return value;
    },
    (error: unknown) => {
      endWithError(span, error, around);
      throw error;
    },
  );
}

function endWithError(span: Span, error: unknown, around: Context): void {
  recordError(span, error, trace.getSpan(around));
  endSpan(span);
}
