import type { Link } from '@opentelemetry/api';
import { cleanAttributes } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { AllSpanLimits } from './span-limits.js';

/** Returns a link as a span holds it: with what is valid of its attributes, within the limits. */
export function validLink(link: Link, limits: AllSpanLimits): ReadableSpan['links'][number] {
  const { attributePerLinkCountLimit, attributeValueLengthLimit } = limits;
  const ofLink = { attributeCountLimit: attributePerLinkCountLimit, attributeValueLengthLimit };
  return { context: link.context, ...cleanAttributes(link.attributes, ofLink) };
}
