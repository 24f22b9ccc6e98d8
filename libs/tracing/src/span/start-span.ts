import {
  type Context,
  INVALID_SPAN_CONTEXT,
  type Span,
  type SpanOptions,
  type Tracer,
  context,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';
import { setTimeOrigin, timeOriginOf } from './clock.js';
import { recordedIdsOf } from './ids/span-ids.js';
import { type NewSpan, ports } from './ports.js';
import { isTracingSuppressed } from './context/suppression.js';
import { PACKAGE_NAME, PACKAGE_VERSION } from './version.js';
import { warn } from './warn.js';

function tracerOf(scope: string | undefined): Tracer {
  const known = ports.tracers.get(scope);
  if (known) return known;
  const tracer =
    scope === undefined ? trace.getTracer(PACKAGE_NAME, PACKAGE_VERSION) : trace.getTracer(scope);
  ports.tracers.set(scope, tracer);
  return tracer;
}

/**
 * Starts a span of this library; by default now, and as a child of the active span. If a sampler or a span
 * processor of the application throws, the span is lost and the call goes on.
 *
 * @param startedAt the start time by `performance.now()`, in milliseconds
 * @param scope the name of the instrumentation scope. Default: that of this library
 */
export function startSpan(
  name: string,
  options: SpanOptions,
  parent: Context = context.active(),
  startedAt = performance.now(),
  scope?: string,
): Span {
  try {
    const parentSpan = options.root ? undefined : trace.getSpan(parent);
    const span = { tracer: tracerOf(scope), name, options, startedAt, parent };
    const { rootSpans } = ports;
    return rootSpans && isLocalRoot(parentSpan, parent)
      ? rootSpans.start(span)
      : startTimed(span, parentSpan);
  } catch (error) {
    warn('The span could not be started.', error);
    return trace.wrapSpanContext(trace.getSpanContext(parent) ?? INVALID_SPAN_CONTEXT);
  }
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

/** Whether a span is a local root: its parent, if it has one, is a span of another process. */
function isLocalRoot(parentSpan: Span | undefined, parent: Context): boolean {
  return !(parentSpan && isOfThisProcess(parentSpan)) && !isTracingSuppressed(parent);
}

function isOfThisProcess(span: Span): boolean {
  // The text of the ids is not made for a span that this library records.
  if (recordedIdsOf(span)) return true;
  const ids = span.spanContext();
  return ids.isRemote !== true && isSpanContextValid(ids);
}

/**
 * Ends a span by the clock of its trace. Never throws.
 *
 * @param endedAt the end time by `performance.now()`, in milliseconds. Default: now
 */
export function endSpan(span: Span, endedAt = performance.now()): void {
  try {
    span.end(timeOriginOf(span) + endedAt);
  } catch (error) {
    warn('The span could not be ended.', error);
  }
}
