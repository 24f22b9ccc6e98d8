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
 * Whether a call in `active` needs no span, because none could be recorded: tracing is suppressed, or
 * the active span was dropped by a sampler that drops everything below as well.
 */
export function goesStraightThrough(active: Context): boolean {
  return isDropped(active) || isTracingSuppressed(active);
}

/** Whether there is an SDK: without one, nothing needs a span. */
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
 * A remote parent is no proof, as a sampler may treat it otherwise than a local one; nor is a span
 * without a trace id, below which the SDK starts a new trace.
 */
function isDropped(active: Context): boolean {
  if (!ports.parentBasedSampler) return false;
  const span = active instanceof CallContext ? active.startedSpan : trace.getSpan(active);
  if (isUnsampledSpan(span)) return true;
  if (!span || span.isRecording()) return false;
  const { traceFlags, isRemote, traceId } = span.spanContext();
  return !(traceFlags & TraceFlags.SAMPLED) && isRemote !== true && traceId !== INVALID_TRACEID;
}
