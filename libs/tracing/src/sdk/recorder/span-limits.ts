import type { SpanLimits } from '@opentelemetry/sdk-trace';

/** The limits of one span, of which none is missing. */
export type AllSpanLimits = Readonly<Required<SpanLimits>>;

/** The limits of the specification, https://opentelemetry.io/docs/specs/otel/trace/sdk/#span-limits */
const DEFAULT_COUNT = 128;

/** Returns `limits` with the default for each that is missing. A length that is not positive is no limit. */
export function completeLimits(limits: SpanLimits = {}): AllSpanLimits {
  const length = limits.attributeValueLengthLimit ?? Infinity;
  return {
    attributeValueLengthLimit: length > 0 ? length : Infinity,
    attributeCountLimit: limits.attributeCountLimit ?? DEFAULT_COUNT,
    eventCountLimit: limits.eventCountLimit ?? DEFAULT_COUNT,
    linkCountLimit: limits.linkCountLimit ?? DEFAULT_COUNT,
    attributePerEventCountLimit: limits.attributePerEventCountLimit ?? DEFAULT_COUNT,
    attributePerLinkCountLimit: limits.attributePerLinkCountLimit ?? DEFAULT_COUNT,
  };
}
