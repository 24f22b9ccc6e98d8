import type { SpanLimits } from '@opentelemetry/sdk-trace';
import type { TracingEnvironment } from '#sdk/environment/environment.js';

/** Returns the limits of a span, which both presets share. */
export function limitsOf({
  attributeValueLengthLimit,
  countLimits,
}: TracingEnvironment): SpanLimits {
  return { attributeValueLengthLimit, ...countLimits };
}
