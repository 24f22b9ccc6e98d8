import { type Span, TraceFlags } from '@opentelemetry/api';
import { isUnsampledSpan } from './unsampled-span.js';

/**
 * Whether what is started below `span` is recorded. A span that has ended counts as one that is open: work
 * that a request has begun belongs to its trace, also after the answer.
 */
export function isRecordedBelow(span: Span | undefined): boolean {
  if (!span) return false;
  // An unsampled span makes its ids when it is asked for them.
  if (span.isRecording()) return true;
  return !isUnsampledSpan(span) && (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
}
