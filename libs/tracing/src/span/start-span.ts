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

/** Returns the tracer of an instrumentation scope. Default: that of this library. */
export function tracerOf(scope?: string): Tracer {
  const known = ports.tracers.get(scope);
  if (known) return known;
  const tracer =
    scope === undefined ? trace.getTracer(PACKAGE_NAME, PACKAGE_VERSION) : trace.getTracer(scope);
  ports.tracers.set(scope, tracer);
  return tracer;
}

/** The description of a span whose tracer is looked up when the span is recorded. */
class DescribedSpan implements NewSpan {
  readonly parent: Context;
  readonly #scope: string | undefined;

  constructor(
    readonly name: string,
    readonly options: SpanOptions,
    readonly startedAt: number,
    parent: Context,
    scope: string | undefined,
  ) {
    this.parent = options.root ? trace.deleteSpan(parent) : parent;
    this.#scope = scope;
  }

  get tracer(): Tracer {
    return tracerOf(this.#scope);
  }
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
  return startDescribed(new DescribedSpan(name, options, startedAt, parent, scope), parent);
}

/**
 * Starts a span as {@link startSpan} does, by a description of it.
 *
 * @param around the context whose span takes the place of a span that is lost. Default: the one with the parent
 */
export function startDescribed(span: NewSpan, around = span.parent): Span {
  const { parent } = span;
  try {
    const parentSpan = trace.getSpan(parent);
    const { rootSpans } = ports;
    return rootSpans && isLocalRoot(parentSpan, parent)
      ? rootSpans.start(span)
      : startTimed(span, parentSpan);
  } catch (error) {
    warn('The span could not be started.', error);
    return trace.wrapSpanContext(trace.getSpanContext(around) ?? INVALID_SPAN_CONTEXT);
  }
}

/**
 * Starts a span by its tracer, with a start time by the clock of its trace.
 *
 * @param parentSpan the parent span, if it is one of this process: the new span goes by the same clock
 * @param tracer the object that starts the span. Default: the tracer of the description
 */
export function startTimed(
  span: NewSpan,
  parentSpan?: Span,
  tracer: NewSpan['tracer'] = span.tracer,
): Span {
  const { name, options, startedAt, parent } = span;
  const timeOrigin = timeOriginOf(parentSpan);
  options.startTime = timeOrigin + startedAt;
  const started = tracer.startSpan(name, options, parent);
  setTimeOrigin(started, timeOrigin);
  return started;
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
