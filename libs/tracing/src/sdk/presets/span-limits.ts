import type { SpanLimits } from '@opentelemetry/sdk-trace';
import type { TracingEnvironment } from '#sdk/environment/environment.js';

/** How much a span of either preset holds. */
export function limitsOf({
  attributeValueLengthLimit,
  countLimits,
}: TracingEnvironment): SpanLimits {
  return { attributeValueLengthLimit, ...countLimits };
}
