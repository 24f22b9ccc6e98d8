import { type Span, INVALID_SPAN_CONTEXT, trace } from '@opentelemetry/api';

const NO_SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/** Returns the active span, or a span that ignores every call if none is active. */
export function currentSpan(): Span {
  return trace.getActiveSpan() ?? NO_SPAN;
}

/** Returns the arguments of a call with the current span at each index of `positions`. */
export function withCurrentSpan(args: ArrayLike<unknown>, positions: readonly number[]): unknown[] {
  const filled = Array.from(args);
  const span = currentSpan();
  for (const position of positions) filled[position] = span;
  return filled;
}
