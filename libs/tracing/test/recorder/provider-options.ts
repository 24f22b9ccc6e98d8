import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import type { SpanLimits, TracerProviderOptions } from '@opentelemetry/sdk-trace';
import * as fc from 'fast-check';
import { numberOf } from './attributes.js';
import { anyProcessors } from './processors.js';
import { anySampler } from './samplers.js';
import { type Written, expression, list, object } from './written.js';

/** Generates the options of a tracer provider. */
export function anyProviderOptions(): fc.Arbitrary<Written<TracerProviderOptions>> {
  const parts = fc.record({
    resource: fc.constantFrom(...RESOURCES.map(expression)),
    sampler: anySampler(),
    spanLimits: anyLimits(),
    spanProcessors: anyProcessors().map(list),
  });
  return parts.map((given) => {
    const entries = Object.entries<Written>(given).filter(
      ([, { source }]) => source !== NONE.source,
    );
    return {
      source: `{\n${entries.map(([key, { source }]) => `  ${key}: ${source},\n`).join('')}}`,
      make: (scope) => Object.fromEntries(entries.map(([key, value]) => [key, value.make(scope)])),
    };
  });
}

const NONE = expression(() => undefined);

const RESOURCES: readonly (() => Resource | undefined)[] = [
  () => resourceFromAttributes({ 'service.name': 'shop' }),
  () =>
    resourceFromAttributes({ 'service.name': 'shop', ports: [1, 2] }, { schemaUrl: 'https://r' }),
  () => resourceFromAttributes({ 'host.id': Promise.resolve('detected'), 'service.name': 'shop' }),
  () => resourceFromAttributes({}),
  () => undefined,
];

function anyLimits(): fc.Arbitrary<Written<SpanLimits | undefined>> {
  const count = fc.constantFrom(0, 1, 2, 3, 128, Infinity).map(numberOf);
  const limits = fc.record(
    {
      attributeCountLimit: count,
      // 0 is refused by the settings, as the SDK takes it for no limit.
      attributeValueLengthLimit: fc.constantFrom(1, 5, 33, 127, 128, Infinity).map(numberOf),
      eventCountLimit: count,
      linkCountLimit: count,
      attributePerEventCountLimit: count,
      attributePerLinkCountLimit: count,
    },
    { requiredKeys: [] },
  );
  return fc.oneof(
    { withCrossShrink: true },
    fc.constant(NONE),
    limits.map((given) => object<SpanLimits>(Object.entries<Written>(given))),
  );
}
