import type { SpanPattern } from '../pattern/span-pattern.js';
import { matchesValue } from '../pattern/value-pattern.js';
import type { Steps } from '../running/steps.js';
import type { SpanNode } from '../trace/span-tree.js';
import type { Trace } from '../trace/trace.js';
import { alignChildren } from './align-children.js';
import { NAME_COST, fieldsCost, unexpectedCost } from './costs.js';
import { type Difference, compareFields } from './differences.js';
import type { Effort } from './effort.js';
import { matchSpan } from './match-span.js';

/** A span that matches its pattern, and everything below it. */
export interface Match {
  readonly kind: 'match';
  readonly node: SpanNode;
  readonly cost: 0;
}

/** A span paired with the pattern that it is compared to, and every difference between the two and below them. */
export interface Pair {
  readonly kind: 'pair';
  readonly pattern: SpanPattern;
  readonly node: SpanNode;
  /** Whether the name of the span matches the name of the pattern. */
  readonly nameMatches: boolean;
  /** The differences in all other fields than the name. */
  readonly differences: readonly Difference[];
  readonly children: readonly Alignment[];
  readonly cost: number;
}

/** A pattern that no span stands for. */
export interface Missing {
  readonly kind: 'missing';
  readonly pattern: SpanPattern;
  /** The spans that were expected below the missing one, and stand in its place. */
  readonly adopted?: readonly SpanNode[];
  readonly cost: number;
}

/** A span that no pattern stands for. */
export interface Unmatched {
  /** `unexpected` when no pattern allows the span; `ignored` when `containing()` lets it stand beside its patterns. */
  readonly kind: 'unexpected' | 'ignored';
  readonly node: SpanNode;
  /** The child that was expected in the place of the unexpected span. */
  readonly around?: SpanNode;
  readonly cost: number;
}

/** One place in a pattern laid over a trace. The two match when the cost of every alignment is 0. */
export type Alignment = Match | Pair | Missing | Unmatched;

/** Lays `pattern` over the root of the trace that it fits best; all further roots are unexpected. */
export function* alignTrace(
  pattern: SpanPattern,
  { roots }: Trace,
  effort: Effort,
): Steps<Alignment[]> {
  const best = yield* findClosest(pattern, roots, effort);
  return roots.map((root) =>
    root === best?.node ? best : { kind: 'unexpected', node: root, cost: unexpectedCost(root) },
  );
}

/** Lays the pattern over each of the spans, and returns the alignment of the one that it fits best. */
export function* findClosest(
  pattern: SpanPattern,
  nodes: readonly SpanNode[],
  effort: Effort,
): Steps<Match | Pair | undefined> {
  const named = nodes.filter(({ name }) => matchesValue(pattern.name, name));
  let best: Match | Pair | undefined;
  for (const node of named.length > 0 ? named : nodes) {
    yield;
    const aligned = yield* alignSpan(pattern, node, effort);
    if (!best || aligned.cost < best.cost) best = aligned;
  }
  return best;
}

/** Lays `pattern` over `node` and its children, each child where it costs least. */
function* alignSpan(pattern: SpanPattern, node: SpanNode, effort: Effort): Steps<Match | Pair> {
  if (yield* matchSpan(pattern, node)) return { kind: 'match', node, cost: 0 };
  const nameMatches = matchesValue(pattern.name, node.name);
  const differences = compareFields(pattern, node);
  const children = pattern.children
    ? yield* alignChildren(pattern.children, node.children, effort, alignSpan)
    : [];
  const cost = (nameMatches ? 0 : NAME_COST) + fieldsCost(differences) + totalCost(children);
  return { kind: 'pair', pattern, node, nameMatches, differences, children, cost };
}

function totalCost(alignments: readonly Alignment[]): number {
  return alignments.reduce((sum, { cost }) => sum + cost, 0);
}
