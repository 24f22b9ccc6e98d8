import {
  type Context,
  INVALID_SPAN_CONTEXT,
  type Span,
  type SpanOptions,
  type Tracer,
  context,
  diag,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';
import { now } from './clock.js';
import { ports } from './registry.js';
import { isTracingSuppressed } from './suppression.js';
import { PACKAGE_NAME, PACKAGE_VERSION } from './version.js';

/** Made once: the API hands out proxies that follow whichever provider is registered later. */
const tracer = trace.getTracer(PACKAGE_NAME, PACKAGE_VERSION);
const tracersByScope = new Map<string, Tracer>();

function tracerOf(scope: string | undefined): Tracer {
  if (scope === undefined) return tracer;
  const known = tracersByScope.get(scope) ?? trace.getTracer(scope);
  tracersByScope.set(scope, known);
  return known;
}

/**
 * Starts a span of this library; by default now, and as a child of the active one. A sampler or a span
 * processor of the application that throws costs the span, not the call.
 */
export function startSpan(
  name: string,
  options: SpanOptions,
  parent: Context = context.active(),
  startTime = now(),
  scope?: string,
): Span {
  try {
    options.startTime = startTime;
    const tracer = tracerOf(scope);
    const { rootSpans } = ports;
    return rootSpans && isRoot(options, parent)
      ? rootSpans.start({ tracer, name, options, startTime, parent })
      : tracer.startSpan(name, options, parent);
  } catch (error) {
    diag.error('The span could not be started.', error);
    return trace.wrapSpanContext(trace.getSpanContext(parent) ?? INVALID_SPAN_CONTEXT);
  }
}

/** Whether no span of this process is the parent. */
function isRoot({ root }: SpanOptions, parent: Context): boolean {
  if (isTracingSuppressed(parent)) return false;
  const span = root ? undefined : trace.getSpanContext(parent);
  return !span || span.isRemote === true || !isSpanContextValid(span);
}

export function endSpan(span: Span, endTime = now()): void {
  try {
    span.end(endTime);
  } catch (error) {
    diag.error('The span could not be ended.', error);
  }
}
