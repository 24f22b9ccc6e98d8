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
import { originOf } from './clock.js';
import { startTimed } from './new-span.js';
import { ports } from './ports.js';
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
 * Starts a span of this library; by default now, and as a child of the active one. A sampler or a span
 * processor of the application that throws costs the span, not the call.
 *
 * @param startedAt by `performance.now()`
 */
export function startSpan(
  name: string,
  options: SpanOptions,
  parent: Context = context.active(),
  startedAt = performance.now(),
  scope?: string,
): Span {
  try {
    const around = options.root ? undefined : trace.getSpan(parent);
    const span = { tracer: tracerOf(scope), name, options, startedAt, parent };
    const { rootSpans } = ports;
    return rootSpans && isRoot(around, parent) ? rootSpans.start(span) : startTimed(span, around);
  } catch (error) {
    warn('The span could not be started.', error);
    return trace.wrapSpanContext(trace.getSpanContext(parent) ?? INVALID_SPAN_CONTEXT);
  }
}

/** Whether no span of this process is the parent. */
function isRoot(around: Span | undefined, parent: Context): boolean {
  const ids = around?.spanContext();
  const isLocal = ids && ids.isRemote !== true && isSpanContextValid(ids);
  return !isLocal && !isTracingSuppressed(parent);
}

/** @param endedAt by `performance.now()` */
export function endSpan(span: Span, endedAt = performance.now()): void {
  try {
    span.end(originOf(span) + endedAt);
  } catch (error) {
    warn('The span could not be ended.', error);
  }
}
