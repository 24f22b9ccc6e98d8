import type { SpanPattern } from '../pattern/span-pattern.js';
import type { Steps } from '../running/steps.js';
import type { SpanNode } from '../trace/span-tree.js';
import type { Trace } from '../trace/trace.js';
import { label, printable } from '../trace/printable.js';
import type { Alignment, Missing, Pair } from './alignment.js';
import type { Effort } from './effort.js';
import { findMatch } from './match-span.js';

/** The places at which missing spans were found, so that a diff says each in one line. */
export interface Relocations {
  /** The unexpected spans that are missing elsewhere, each with the label of the span below which it was expected. */
  readonly moved: ReadonlyMap<SpanNode, string>;
  /** The missing spans that are among the moved ones. */
  readonly found: ReadonlySet<Missing>;
  /** The patterns below missing spans that spans elsewhere stand for. */
  readonly foundBelow: ReadonlySet<SpanPattern>;
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
): Steps<Relocations> {
  return new RelocationSearch(alignments, effort).run(neighbours);
}

class RelocationSearch implements Relocations {
  readonly moved = new Map<SpanNode, string>();
  readonly found = new Set<Missing>();
  readonly foundBelow = new Set<SpanPattern>();
  readonly fragments = new Map<Missing, string>();
  readonly #gaps: Gap[] = [];
  readonly #unexpected = new Set<SpanNode>();
  readonly #effort: Effort;

  constructor(alignments: readonly Alignment[], effort: Effort) {
    this.#effort = effort;
    collect(alignments, undefined, this.#gaps, this.#unexpected);
  }

  *run(neighbours: readonly Trace[]): Steps<this> {
    for (const { missing, parent } of this.#gaps) {
      yield;
      if (yield* this.#findElsewhere(missing.pattern, parent ? label(parent) : 'the root')) {
        this.found.add(missing);
        continue;
      }
      const root = yield* findMatch(missing.pattern, rootsOf(neighbours));
      if (root) this.fragments.set(missing, describeFragment(root, parent));
      else yield* this.#findChildren(missing.pattern);
    }
    return this;
  }

  *#findChildren({ name, children }: SpanPattern): Steps<void> {
    for (const { pattern } of children?.spans ?? []) {
      const above = typeof name === 'string' ? printable(name) : 'a missing span';
      if (yield* this.#findElsewhere(pattern, above)) this.foundBelow.add(pattern);
    }
  }

  *#findElsewhere(pattern: SpanPattern, expectedBelow: string): Steps<boolean> {
    if (!this.#effort.take(this.#unexpected.size)) return false;
    const elsewhere = yield* findMatch(pattern, this.#unexpected);
    if (!elsewhere) return false;
    this.#unexpected.delete(elsewhere);
    this.moved.set(elsewhere, expectedBelow);
    return true;
  }
}

function collect(
  alignments: readonly Alignment[],
  parent: SpanNode | undefined,
  gaps: Gap[],
  unexpected: Set<SpanNode>,
): void {
  for (const alignment of alignments) {
    if (isLayer(alignment)) continue;
    if (alignment.kind === 'missing') gaps.push({ missing: alignment, parent });
    else if (alignment.kind === 'unexpected') unexpected.add(alignment.node);
    else if (isPair(alignment)) collect(alignment.children, alignment.node, gaps, unexpected);
  }
}

function isLayer(alignment: Alignment): boolean {
  return 'adopted' in alignment || 'around' in alignment;
}

function isPair(alignment: Alignment): alignment is Pair {
  return alignment.kind === 'pair';
}

function describeFragment(root: SpanNode, parent: SpanNode | undefined): string {
  const trace = `arrived as a trace of its own, ${root.traceId}`;
  return parent ? `${trace}: propagation broken: ${parent.service} → ${root.service}` : trace;
}

function* rootsOf(traces: readonly Trace[]): Generator<SpanNode> {
  for (const { root } of traces) yield root;
}
