import type { Attributes, Context, Link, SpanKind, TraceState } from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  type SamplingResult,
} from '@opentelemetry/sdk-trace';
import * as fc from 'fast-check';
import { anyAttributesObject } from './attributes.js';
import { anyTraceState } from './contexts.js';
import type { Journal } from './journal.js';
import { PlannedError, viewOf, viewOfContext, viewOfLinks } from './views.js';
import { type Written, expression } from './written.js';

/** Generates the samplers of the SDK that need no chance, and samplers of an application. */
export function anySampler(): fc.Arbitrary<Written<Sampler | undefined>> {
  const own = anyPlan().map(planned);
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 4, arbitrary: fc.constantFrom(...SAMPLERS.map(expression)) },
    { weight: 3, arbitrary: own },
    { weight: 1, arbitrary: own.map(parentBased) },
  );
}

const SAMPLERS: readonly (() => Sampler | undefined)[] = [
  () => undefined,
  () => new AlwaysOnSampler(),
  () => new AlwaysOnSampler(),
  () => new AlwaysOnSampler(),
  () => new AlwaysOffSampler(),
  () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
];

/** What a sampler answers about one span; `undefined` means that it throws. */
type Answer =
  | {
      readonly decision: SamplingDecision;
      readonly attributes: Written<Attributes> | undefined;
      readonly traceState: Written<TraceState> | undefined;
    }
  | undefined;

/** Generates what a sampler answers about the spans that it is asked about, in turn. */
function anyPlan(): fc.Arbitrary<readonly Answer[]> {
  const { NOT_RECORD, RECORD, RECORD_AND_SAMPLED } = SamplingDecision;
  const answer = fc.record({
    decision: fc.constantFrom(RECORD_AND_SAMPLED, RECORD_AND_SAMPLED, RECORD, NOT_RECORD),
    attributes: fc.option(anyAttributesObject(), { nil: undefined }),
    traceState: fc.option(anyTraceState(), { nil: undefined, freq: 2 }),
  });
  return fc.array(fc.option(answer, { nil: undefined, freq: 20 }), { minLength: 1, maxLength: 3 });
}

function planned(plan: readonly Answer[]): Written<Sampler> {
  return {
    source: `sampler(${plan.map(sourceOf).join(', ')})`,
    make(scope) {
      let asked = 0;
      return new JournalingSampler(scope.journal, () => {
        const answer = plan[asked++ % plan.length];
        if (!answer) throw new PlannedError('thrown by the sampler');
        return resultOf(answer.decision, {
          attributes: answer.attributes?.make(scope),
          traceState: answer.traceState?.make(scope),
        });
      });
    },
  };
}

function sourceOf(answer: Answer): string {
  if (!answer) return 'throws';
  const { decision, attributes, traceState } = answer;
  return [SamplingDecision[decision], attributes?.source, traceState?.source]
    .filter((part) => part !== undefined)
    .join(' with ');
}

function resultOf(
  decision: SamplingDecision,
  {
    attributes,
    traceState,
  }: { attributes?: Attributes | undefined; traceState?: TraceState | undefined },
): SamplingResult {
  return { decision, ...(attributes && { attributes }), ...(traceState && { traceState }) };
}

function parentBased(root: Written<Sampler>): Written<Sampler> {
  return {
    source: `new ParentBasedSampler({ root: ${root.source} })`,
    make: (scope) => new ParentBasedSampler({ root: root.make(scope) }),
  };
}

/** Notes what it is asked, and answers what it was told. */
class JournalingSampler implements Sampler {
  readonly #journal: Journal;
  readonly #answer: () => SamplingResult;

  constructor(journal: Journal, answer: () => SamplingResult) {
    this.#journal = journal;
    this.#answer = answer;
  }

  shouldSample(
    parent: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    this.#journal.note('the sampler is asked', {
      parent: viewOfContext(parent, this.#journal),
      traceId: this.#journal.nameOf(traceId),
      name,
      kind,
      attributes: viewOf(attributes),
      links: viewOfLinks(links, this.#journal),
    });
    return this.#answer();
  }
}
