import { type Context, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import * as fc from 'fast-check';
import { type SpanCall, anyChange } from './span-calls.js';
import {
  PlannedError,
  nameOfError,
  outcomeOf,
  viewOfContext,
  viewOfReadableSpan,
} from './views.js';
import { SLOTS, type Scope, type Written, sourceOf } from './written.js';

/** Generates the processors of an application: none, or up to three that look at each span and may change it. */
export function anyProcessors(): fc.Arbitrary<readonly Written<SpanProcessor>[]> {
  const behaviour = fc.record({
    onStart: anyActions(CHANGES),
    onEnding: fc.option(anyActions(CHANGES), { nil: undefined, freq: 3 }),
    onEnd: anyActions([...CHANGES, ...ENDS]),
    stops: fc.constantFrom('resolves' as const, 'resolves' as const, 'rejects' as const),
  });
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc
        .array(behaviour, { minLength: 1, maxLength: 3 })
        .map((behaviours) => behaviours.map((each, index) => written(each, index + 1))),
    },
  );
}

/** Something that a processor does with a span. */
interface Action {
  readonly source: string;
  run(span: ReadableSpan, scope: Scope): void;
}

interface Behaviour {
  readonly onStart: readonly Action[];
  /** What happens in the hook `onEnding`; `undefined` for a processor that has no such hook. */
  readonly onEnding: readonly Action[] | undefined;
  readonly onEnd: readonly Action[];
  /** How `forceFlush` and `shutdown` end. */
  readonly stops: 'resolves' | 'rejects';
}

function anyActions(actions: readonly Action[]): fc.Arbitrary<readonly Action[]> {
  const action = fc.oneof(
    { weight: 6, arbitrary: anyChange().map(callOf) },
    { weight: 6, arbitrary: fc.constantFrom(...actions) },
    { weight: 1, arbitrary: fc.constant(THROW) },
  );
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(action, { minLength: 1, maxLength: 2 }) },
  );
}

function callOf(call: SpanCall): Action {
  return {
    source: `span${call.source}`,
    run(span, scope) {
      const outcome = outcomeOf(scope.journal, span, call.prepare(span as Span, scope));
      scope.journal.note(`a processor calls span${call.source}`, outcome);
    },
  };
}

/** Ends of another span, which pass through all processors before the hook of the first span returns. */
const ENDS: readonly Action[] = SLOTS.map((slot) => ({
  source: `${slot}.end()`,
  run: (_, scope) => scope.span(slot)?.end(),
}));

const THROW: Action = {
  source: 'throw',
  run() {
    throw new PlannedError('thrown by a processor');
  },
};

type Changeable = { -readonly [Key in keyof ReadableSpan]: ReadableSpan[Key] };

/** Changes that a processor makes to the fields of a span, as those do that redact spans before their export. */
const CHANGES: readonly Action[] = [
  assigns((span) => (span.attributes['a'] = 'REDACTED')),
  assigns((span) => (span.attributes['added'] = [1, 2])),
  assigns((span) => (span.attributes['b'] = undefined)),
  assigns((span) => delete span.attributes['a']),
  assigns((span) => Object.keys(span.attributes).map((key) => (span.attributes[key] = 'REDACTED'))),
  assigns((span) => (span.attributes = { all: 'REDACTED' })),
  assigns((span) => (span.name = 'REDACTED')),
  assigns((span) => (span.status.message = 'REDACTED')),
  assigns((span) => (span.status = { code: SpanStatusCode.ERROR, message: 'replaced' })),
  assigns((span) => span.events.map((event) => (event.attributes = { all: 'REDACTED' }))),
  assigns((span) => span.events.map((event) => (event.name = 'REDACTED'))),
  assigns((span) => span.events.splice(0, 1)),
  assigns((span) => (span.events = [])),
  assigns((span) => span.events.push({ name: 'added', time: [1_795_000_000, 1] })),
  assigns((span) => span.links.map((link) => (link.attributes = { all: 'REDACTED' }))),
  assigns((span) => span.links.pop()),
  assigns((span) => (span.links = [])),
];

function assigns(change: (span: Changeable) => unknown): Action {
  return { source: sourceOf(change), run: change };
}

function written(behaviour: Behaviour, number: number): Written<SpanProcessor> {
  const hooks = (['onStart', 'onEnding', 'onEnd'] as const).flatMap((hook) => {
    const actions = behaviour[hook];
    return actions ? `${hook}: [${actions.map(({ source }) => source).join('; ')}]` : [];
  });
  return {
    source: `processor(${[...hooks, `stop ${behaviour.stops}`].join(', ')})`,
    make: (scope) => createProcessor(behaviour, `processor ${number}`, scope),
  };
}

/** Creates a processor that notes what each hook gets to see, before it does what it was told. */
function createProcessor(
  { onStart, onEnding, onEnd, stops }: Behaviour,
  who: string,
  scope: Scope,
): SpanProcessor {
  const { journal } = scope;
  const see = (hook: string, span: ReadableSpan, actions: readonly Action[], parent?: Context) => {
    journal.note(`${who} ${hook}`, {
      ...viewOfReadableSpan(span, journal),
      parentContext: parent && viewOfContext(parent, journal),
    });
    for (const action of actions) act(action, span, scope);
  };
  const stop = async (what: string): Promise<void> => {
    journal.note(`${who} ${what}`, {});
    if (stops === 'rejects') throw new PlannedError(`${who} fails`);
  };
  return {
    onStart: (span, parent) => see('onStart', span, onStart, parent),
    ...(onEnding && { onEnding: (span: Span) => see('onEnding', span, onEnding) }),
    onEnd: (span) => see('onEnd', span, onEnd),
    forceFlush: () => stop('forceFlush'),
    shutdown: () => stop('shutdown'),
  };
}

/** Lets only errors of the plan out: an assignment that fails says what a span does not allow. */
function act(action: Action, span: ReadableSpan, scope: Scope): void {
  try {
    action.run(span, scope);
  } catch (error) {
    if (error instanceof PlannedError) throw error;
    scope.journal.note(`a processor fails in ${action.source}`, { error: nameOfError(error) });
  }
}
