import type { Span } from '@opentelemetry/api';

const MAX_DRIFT_MILLIS = 2;

/** On the spans of every loaded copy of this package. A property, as a `WeakMap` is costly for every span. */
const ORIGIN: unique symbol = Symbol.for('@traced/nest clock origin');

type TimedSpan = Span & { [ORIGIN]?: number };

let origin = performance.timeOrigin;

/** Of a trace that begins now. Follows the wall clock when that was set or slewed. */
function wallClockOrigin(): number {
  // Date.now() leaves the fraction off, whose mean is a half.
  const measured = Date.now() + 0.5 - performance.now();
  if (Math.abs(measured - origin) >= MAX_DRIFT_MILLIS) origin = measured;
  return origin;
}

/**
 * What `performance.now()` counts from for `span` and all below it, in milliseconds since the Unix
 * epoch: one for a whole trace in this process, so that its spans keep their order and their durations
 * while the wall clock is set. By the wall clock where there is no span, or one of another tracer, or one
 * that was dropped, whose time nobody needs.
 */
export function originOf(span: TimedSpan | undefined): number {
  return span?.[ORIGIN] ?? wallClockOrigin();
}

/** Lets `span` and all below it count from `origin`. */
export function setOrigin(span: TimedSpan, origin: number): void {
  span[ORIGIN] = origin;
}

/**
 * Milliseconds since the Unix epoch by the clock of `span`, with their fraction: what happens within
 * one millisecond keeps its order.
 */
export function now(span?: Span): number {
  return originOf(span) + performance.now();
}
