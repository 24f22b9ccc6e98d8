import type { SpanNode } from '../trace/span-tree.js';
import type { Trace } from '../trace/trace.js';
import { label } from '../trace/printable.js';
import type { Alignment, Missing, Pair, Unmatched } from './alignment.js';
import type { Effort } from './effort.js';
import { matchesSpan } from './matches-span.js';

/** Where a missing span was found instead, so that a diff says it in one line. */
export interface Relocations {
  /** The unexpected spans that are missing elsewhere, each with the label of the span below which it was expected. */
  readonly moved: ReadonlyMap<SpanNode, string>;
  /** The missing spans that are among the moved ones. */
  readonly found: ReadonlySet<Missing>;
  /** The missing spans that arrived as traces of their own, each with what is said of it. */
  readonly fragments: ReadonlyMap<Missing, string>;
}

/** A missing span, and the span below which it was expected. */
interface Gap {
  readonly missing: Missing;
  readonly parent: SpanNode | undefined;
}

/** Finds the missing spans that stand elsewhere in the trace, or that arrived as a trace of their own at the same time. */
export function findRelocations(
  alignments: readonly Alignment[],
  neighbours: readonly Trace[],
  effort: Effort,
): Relocations {
  const gaps: Gap[] = [];
  const unexpected = new Set<Unmatched>();
  collect(alignments, undefined, gaps, unexpected);
  const moved = new Map<SpanNode, string>();
  const found = new Set<Missing>();
  const fragments = new Map<Missing, string>();
  for (const { missing, parent } of gaps) {
    const elsewhere = findUnexpected(missing, unexpected, effort);
    if (elsewhere) {
      unexpected.delete(elsewhere);
      moved.set(elsewhere.node, parent ? label(parent) : 'the root');
      found.add(missing);
      continue;
    }
    const fragment = neighbours.find(({ root }) => matchesSpan(missing.pattern, root));
    if (fragment) fragments.set(missing, describeFragment(fragment, parent));
  }
  return { moved, found, fragments };
}

function collect(
  alignments: readonly Alignment[],
  parent: SpanNode | undefined,
  gaps: Gap[],
  unexpected: Set<Unmatched>,
): void {
  for (const alignment of alignments) {
    if (alignment.kind === 'missing') gaps.push({ missing: alignment, parent });
    else if (alignment.kind === 'unexpected') unexpected.add(alignment);
    else if (isPair(alignment)) collect(alignment.children, alignment.node, gaps, unexpected);
  }
}

function isPair(alignment: Alignment): alignment is Pair {
  return alignment.kind === 'pair';
}

function findUnexpected(
  { pattern }: Missing,
  unexpected: ReadonlySet<Unmatched>,
  effort: Effort,
): Unmatched | undefined {
  if (!effort.take(unexpected.size)) return undefined;
  return [...unexpected].find(({ node }) => matchesSpan(pattern, node));
}

function describeFragment({ root, traceId }: Trace, parent: SpanNode | undefined): string {
  const trace = `arrived as a trace of its own, ${traceId}`;
  return parent ? `${trace}: propagation broken: ${parent.service} → ${root.service}` : trace;
}
