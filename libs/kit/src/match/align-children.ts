import type { ChildrenPattern, SpanPattern } from '../pattern/span-pattern.js';
import { matchesValue } from '../pattern/value-pattern.js';
import type { SpanNode } from '../trace/span-tree.js';
import type { Alignment, Match, Pair, Unmatched } from './alignment.js';
import { missingCost, pairingCost, unexpectedCost } from './costs.js';
import type { Effort } from './effort.js';
import { matchesSpan } from './matches-span.js';
import { type Placement, placeAnywhere, placeByName, placeInOrder } from './placement.js';
import { takeOutLayers } from './layers.js';
import { SiblingAssignment } from './sibling-assignment.js';
import type { Slot } from './slot.js';

type AlignSpan = (pattern: SpanPattern, node: SpanNode, effort: Effort) => Match | Pair;

/**
 * Lays the patterns of children over the spans that are there. Spans that match are taken out first; only the rest is
 * aligned, at the least cost, or by name alone once the effort is exhausted.
 */
export function alignChildren(
  children: ChildrenPattern,
  nodes: readonly SpanNode[],
  effort: Effort,
  alignSpan: AlignSpan,
): Alignment[] {
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

  align(nodes: readonly SpanNode[]): Alignment[] {
    if (this.#children.ordered) return this.#alignRest(this.#allSlots(nodes.length), nodes);
    const assignment = new SiblingAssignment(this.#children, nodes, matchesSpan);
    this.#mustMatch = (node) => assignment.isLeftOver(node);
    const rest = nodes.filter((node) => !assignment.isAssigned(node));
    const free = this.#freeSlots(assignment, rest.length);
    const { slots, nodes: others, layers } = takeOutLayers(free, rest, this.#effort);
    return inOrderOf(nodes, assignment, [...layers, ...this.#alignRest(slots, others)]);
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

  #alignRest(slots: readonly Slot[], nodes: readonly SpanNode[]): Alignment[] {
    const placements = this.#choosePlacing(slots, nodes)(slots, nodes, {
      empty: emptyCost,
      unplaced: (node) => this.#unmatched(node).cost,
      placed: (slot, node) => this.#placedCost(slot, node),
    });
    return placements.flatMap((placement) => this.#toAlignment(placement));
  }

  #choosePlacing(
    slots: readonly Slot[],
    nodes: readonly SpanNode[],
  ): typeof placeAnywhere<Slot, SpanNode> {
    const inOrder = this.#children.ordered || slots.length < 2 || nodes.length < 2;
    const pairs = slots.length * nodes.length;
    const steps = inOrder ? pairs : pairs * nodes.length + nodes.length ** 3;
    if (this.#effort.take(steps)) return inOrder ? placeInOrder : placeAnywhere;
    return placeByName((slot: Slot, node: SpanNode) => matchesValue(slot.pattern.name, node.name));
  }

  #placedCost(slot: Slot, node: SpanNode): number {
    const aligned = this.#alignOnce(slot.pattern, node);
    const unmatchedCost = emptyCost(slot) + this.#unmatched(node).cost;
    return aligned.kind === 'match' ? 0 : pairingCost(aligned, unmatchedCost);
  }

  #alignOnce(pattern: SpanPattern, node: SpanNode): Match | Pair {
    const known = this.#aligned.get(pattern) ?? new Map<SpanNode, Match | Pair>();
    this.#aligned.set(pattern, known);
    const aligned = known.get(node) ?? this.#alignSpan(pattern, node, this.#effort);
    known.set(node, aligned);
    return aligned;
  }

  #unmatched(node: SpanNode): Unmatched {
    if (this.#children.open && !this.#mustMatch(node)) return { kind: 'ignored', node, cost: 0 };
    return { kind: 'unexpected', node, cost: unexpectedCost(node) };
  }

  #toAlignment({ slot, item: node }: Placement<Slot, SpanNode>): Alignment[] {
    if (slot && node) return [this.#alignOnce(slot.pattern, node)];
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
