import { SpanKind, type SpanOptions } from '@opentelemetry/api';
import * as fc from 'fast-check';
import { TEXTS, anyAttributes } from './attributes.js';
import { anyContext } from './contexts.js';
import { anyLinks } from './span-calls.js';
import type { Start, TracerArgs } from './steps.js';
import { anyTime } from './times.js';
import { type Slot, type Written, expression, object } from './written.js';

/** Generates what starts a span, with the arguments of all overloads. */
export function anyStart(slot: fc.Arbitrary<Slot>): fc.Arbitrary<Start> {
  return fc
    .record({
      slot,
      tracer: fc.constantFrom(...TRACERS),
      name: fc.constantFrom(...TEXTS.map(expression)),
      options: fc.option(anyOptions(), { nil: undefined, freq: 2 }),
      context: fc.option(anyContext(), { nil: undefined, freq: 2 }),
    })
    .map(withoutGap);
}

/** Gives a start that has a context, but no options, `undefined` as options. */
function withoutGap(start: Start): Start {
  const { options, context } = start;
  return context && !options ? { ...start, options: expression(() => undefined) } : start;
}

function anyOptions(): fc.Arbitrary<Written<SpanOptions | undefined>> {
  const properties = fc.record(
    {
      kind: fc.constantFrom(...KINDS.map(expression)),
      root: fc.constantFrom(...ROOTS.map(expression)),
      startTime: anyTime(),
      attributes: anyAttributes(),
      links: anyLinks(),
    },
    { requiredKeys: [] },
  );
  return properties.map((given) => object<SpanOptions>(Object.entries<Written>(given)));
}

const KINDS: readonly (() => SpanKind | undefined)[] = [
  () => SpanKind.INTERNAL,
  () => SpanKind.SERVER,
  () => SpanKind.CLIENT,
  () => SpanKind.PRODUCER,
  () => SpanKind.CONSUMER,
  () => undefined,
];

const ROOTS: readonly (() => boolean)[] = [() => true, () => false];

const TRACERS: readonly TracerArgs[] = [
  ['shop'],
  ['shop', '1.0'],
  ['shop', '1.0', { schemaUrl: 'https://schema' }],
  ['shop', undefined, { schemaUrl: 'https://schema' }],
  ['', ''],
  ['ü', '2'],
];
