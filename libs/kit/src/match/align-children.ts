import type { ChildrenPattern, SpanPattern } from '../pattern/span-pattern.js';
import { type Steps, call } from '../running/steps.js';
import type { SpanNode } from '../trace/span-tree.js';
import type { Alignment, Match, Pair, Unmatched } from './alignment.js';
import { missingCost, pairingCost, unexpectedCost } from './costs.js';
import type { Effort } from './effort.js';
import { matchSpan } from './match-span.js';
import { type Placement, placeAnywhere, placeByName, placeInOrder } from './placement.js';
import { takeOutLayers } from './layers.js';
import { SiblingAssignment } from './sibling-assignment.js';
import type { Slot } from './slot.js';

type AlignSpan = (pattern: SpanPattern, node: SpanNode, effort: Effort) => Steps<Match | Pair>;

/**
 * Lays the patterns of children over the spans that are there. Spans that match are taken out first; only the rest is
 * aligned, at the least cost, or by name alone once the effort is exhausted.
 */
export function alignChildren(
  children: ChildrenPattern,
  nodes: readonly SpanNode[],
  effort: Effort,
  alignSpan: AlignSpan,
): Steps<Alignment[]> {
  return new ChildrenAlignment(children, effort, alignSpan).align(nodes);
}

class ChildrenAlignment {
  readonly #children: ChildrenPattern;
  readonly #effort: Effort;
  readonly #alignSpan: AlignSpan;
  readonly #aligned = new Map<SpanPattern, Map<SpanNode, Match | Pair>>();
  #mustMatch: (node: SpanNode) => boolean = () => true;

  constructor(children: ChildrenPattern, effort: Effort, alignSpan: AlignSpan) {
    this.#children = children;
    this.#effort = effort;
    this.#alignSpan = alignSpan;
  }

  *align(nodes: readonly SpanNode[]): Steps<Alignment[]> {
    if (this.#children.ordered) return yield* this.#alignRest(this.#allSlots(nodes.length), nodes);
    const assignment = yield* SiblingAssignment.of(this.#children, nodes, matchSpan);
    this.#mustMatch = (node) => assignment.isLeftOver(node);
    const rest = nodes.filter((node) => !assignment.isAssigned(node));
    const free = this.#freeSlots(assignment, rest.length);
    const { slots, nodes: others, layers } = yield* takeOutLayers(free, rest, this.#effort);
    const aligned = yield* this.#alignRest(slots, others);
    return inOrderOf(nodes, assignment, [...layers, ...aligned]);
  }

  #allSlots(count: number): Slot[] {
    return this.#children.spans.flatMap(({ pattern, min, max }) =>
      slotsOf(pattern, min, Math.max(min, Math.min(max, count))),
    );
  }

  #freeSlots(assignment: SiblingAssignment<SpanNode>, rest: number): Slot[] {
    return this.#children.spans.flatMap(({ pattern, max }, index) => {
      const missing = assignment.missing(index);
      const room = max - assignment.assignedTo(index).size;
      return slotsOf(pattern, missing, Math.max(missing, Math.min(room, rest)));
    });
  }

  *#alignRest(slots: readonly Slot[], nodes: readonly SpanNode[]): Steps<Alignment[]> {
    const alignments: Alignment[] = [];
    for (const placement of yield* this.#place(slots, nodes)) {
      yield;
      alignments.push(...(yield* this.#toAlignments(placement)));
    }
    return alignments;
  }

  *#place(
    slots: readonly Slot[],
    nodes: readonly SpanNode[],
  ): Steps<readonly Placement<Slot, SpanNode>[]> {
    const inOrder = this.#children.ordered || slots.length < 2 || nodes.length < 2;
    const pairs = slots.length * nodes.length;
    const steps = inOrder ? pairs : pairs * nodes.length + nodes.length ** 3;
    if (!this.#effort.take(steps)) return yield* placeByName(slots, nodes);
    const costs = {
      empty: emptyCost,
      unplaced: (node: SpanNode) => this.#unmatched(node).cost,
      placed: (slot: Slot, node: SpanNode) => this.#placedCost(slot, node),
    };
    return yield* (inOrder ? placeInOrder : placeAnywhere)(slots, nodes, costs);
  }

  *#placedCost(slot: Slot, node: SpanNode): Steps<number> {
    const aligned = yield* this.#alignOnce(slot.pattern, node);
    const unmatchedCost = emptyCost(slot) + this.#unmatched(node).cost;
    return aligned.kind === 'match' ? 0 : pairingCost(aligned, unmatchedCost);
  }

  *#alignOnce(pattern: SpanPattern, node: SpanNode): Steps<Match | Pair> {
    const known = this.#aligned.get(pattern) ?? new Map<SpanNode, Match | Pair>();
    this.#aligned.set(pattern, known);
    const aligned = known.get(node) ?? (yield* call(this.#alignSpan(pattern, node, this.#effort)));
    known.set(node, aligned);
    return aligned;
  }

  #unmatched(node: SpanNode): Unmatched {
    if (this.#children.open && !this.#mustMatch(node)) return { kind: 'ignored', node, cost: 0 };
    return { kind: 'unexpected', node, cost: unexpectedCost(node) };
  }

  *#toAlignments({ slot, item: node }: Placement<Slot, SpanNode>): Steps<Alignment[]> {
    if (slot && node) return [yield* this.#alignOnce(slot.pattern, node)];
    if (node) return [this.#unmatched(node)];
    if (!slot?.required) return [];
    return [{ kind: 'missing', pattern: slot.pattern, cost: emptyCost(slot) }];
  }
}

function slotsOf(pattern: SpanPattern, min: number, count: number): Slot[] {
  return Array.from({ length: count }, (_, index) => ({ pattern, required: index < min }));
}

function emptyCost({ pattern, required }: Slot): number {
  return required ? missingCost(pattern) : 0;
}

/** Puts alignments in the order in which their spans started, and what is missing before the first unexpected span. */
function inOrderOf(
  nodes: readonly SpanNode[],
  assignment: SiblingAssignment<SpanNode>,
  aligned: readonly Alignment[],
): Alignment[] {
  const byNode = new Map(aligned.map((each) => [nodeOf(each), each]));
  const inOrder = nodes.flatMap((node): Alignment[] => {
    if (assignment.isAssigned(node)) return [{ kind: 'match', node, cost: 0 }];
    const other = byNode.get(node);
    return other ? [other] : [];
  });
  const missing = aligned.filter((each) => nodeOf(each) === undefined);
  const place = inOrder.findIndex(({ kind }) => kind === 'unexpected');
  return inOrder.toSpliced(place === -1 ? inOrder.length : place, 0, ...missing);
}

function nodeOf(alignment: Alignment): SpanNode | undefined {
  return alignment.kind === 'missing' ? alignment.adopted?.[0] : alignment.node;
}
