import type { Context, Span, SpanOptions, Tracer } from '@opentelemetry/api';
import { timeOriginOf, setTimeOrigin } from './clock.js';

/** The description of a span that is to be started. */
export interface NewSpan {
  readonly tracer: Tracer;
  readonly name: string;
  readonly options: SpanOptions;
  /** The start time by `performance.now()`, in milliseconds. */
  readonly startedAt: number;
  /** The context that holds the parent span, if there is one. */
  readonly parent: Context;
}

/**
 * Starts a span by its tracer, with a start time by the clock of its trace.
 *
 * @param parentSpan the parent span, if it is one of this process: the new span goes by the same clock
 */
export function startTimed(
  { tracer, name, options, startedAt, parent }: NewSpan,
  parentSpan?: Span,
): Span {
  const timeOrigin = timeOriginOf(parentSpan);
  options.startTime = timeOrigin + startedAt;
  const span = tracer.startSpan(name, options, parent);
  setTimeOrigin(span, timeOrigin);
  return span;
}
