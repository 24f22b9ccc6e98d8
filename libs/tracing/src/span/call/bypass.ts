import {
  type Context,
  INVALID_TRACEID,
  ProxyTracerProvider,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { CallContext } from './call-context.js';
import { ports } from '#span/ports.js';
import { isTracingSuppressed } from '#span/context/suppression.js';
import { isUnsampledSpan } from '#span/late/unsampled-span.js';

const NO_TRACER_PROVIDER = new ProxyTracerProvider().getDelegate();

/**
 * Whether a call in the context `active` can run without a span, as none would be recorded: tracing is
 * suppressed, or the active span is unsampled and the sampler samples nothing below an unsampled span.
 */
export function bypassesTracing(active: Context): boolean {
  return isBelowUnsampled(active) || isTracingSuppressed(active);
}

/** Whether an SDK has registered a tracer provider. Without one, no call needs a span. */
export function hasTracerProvider(): boolean {
  return (ports.hasTracerProvider ||= lookForTracerProvider());
}

function lookForTracerProvider(): boolean {
  const provider = trace.getTracerProvider();
  return (
    !(provider instanceof ProxyTracerProvider) || provider.getDelegate() !== NO_TRACER_PROVIDER
  );
}

/**
 * Whether the sampler is certain to sample nothing below the active span. A remote parent is no proof, as
 * a sampler may treat it differently from a local one; nor is a span without a trace id, below which the
 * SDK starts a new trace.
 */
function isBelowUnsampled(active: Context): boolean {
  if (!ports.parentBasedSampler) return false;
  const span = active instanceof CallContext ? active.startedSpan : trace.getSpan(active);
  if (isUnsampledSpan(span)) return true;
  if (!span || span.isRecording()) return false;
  const { traceFlags, isRemote, traceId } = span.spanContext();
  return !(traceFlags & TraceFlags.SAMPLED) && isRemote !== true && traceId !== INVALID_TRACEID;
}
