import type { Context, Span, SpanOptions, Tracer } from '@opentelemetry/api';
import { originOf, setOrigin } from './clock.js';

/** A span that is to be started. */
export interface NewSpan {
  readonly tracer: Tracer;
  readonly name: string;
  readonly options: SpanOptions;
  /** By `performance.now()`. */
  readonly startedAt: number;
  /** Where its parent is, if it has one. */
  readonly parent: Context;
}

/**
 * Has the tracer start a span.
 *
 * @param around the span of this process whose clock it goes by. Default: none, so a trace begins here
 */
export function startTimed(
  { tracer, name, options, startedAt, parent }: NewSpan,
  around?: Span,
): Span {
  const origin = originOf(around);
  options.startTime = origin + startedAt;
  const span = tracer.startSpan(name, options, parent);
  setOrigin(span, origin);
  return span;
}
