import type { Span } from '@opentelemetry/api';

const MAX_DRIFT_MILLIS = 2;

/**
 * The key of the time origin on a span, shared by every loaded copy of this package. It is a property, as a
 * `WeakMap` would be costly for every span.
 */
const TIME_ORIGIN: unique symbol = Symbol.for('@traced/nest clock origin');

type TimedSpan = Span & { [TIME_ORIGIN]?: number };

let currentTimeOrigin = performance.timeOrigin;

/**
 * Returns the time origin of a trace that begins now. It follows the wall clock when that is set or
 * slewed.
 */
function measureTimeOrigin(): number {
  // Date.now() leaves the fraction off, whose mean is a half.
  const measured = Date.now() + 0.5 - performance.now();
  if (Math.abs(measured - currentTimeOrigin) >= MAX_DRIFT_MILLIS) currentTimeOrigin = measured;
  return currentTimeOrigin;
}

/**
 * Returns the time at which `performance.now()` was 0 for `span` and all spans below it, in
 * milliseconds since the Unix epoch. All spans of a trace in this process share one, so that their
 * order and their durations are right although the wall clock is set meanwhile. It is measured anew if
 * there is no span, or if the span is one of another tracer or an unsampled one, whose time is not
 * exported.
 */
export function timeOriginOf(span: TimedSpan | undefined): number {
  return span?.[TIME_ORIGIN] ?? measureTimeOrigin();
}

/** Sets the time origin of `span` and of all spans below it, in milliseconds since the Unix epoch. */
export function setTimeOrigin(span: TimedSpan, timeOrigin: number): void {
  span[TIME_ORIGIN] = timeOrigin;
}

/**
 * Returns the time by the clock of `span`, in milliseconds since the Unix epoch. The time has a fraction, so
 * that events within one millisecond stay in order.
 */
export function now(span?: Span): number {
  return timeOriginOf(span) + performance.now();
}
