import { type SpanNode, descend } from '../trace/span-tree.js';
import type { Trace } from '../trace/trace.js';
import { type Difference, compareFields } from './differences.js';
import { type Placement, placeAnywhere, placeInOrder } from './placement.js';
import type { ChildrenPattern, RepeatedSpan, SpanPattern } from './span-pattern.js';
import { matchesValue } from './value-pattern.js';

/** A span that stands for a pattern, with all that is not as expected about it and below it. */
export interface Pair {
  readonly kind: 'pair';
  readonly pattern: SpanPattern;
  readonly node: SpanNode;
  /** Whether the name matches. */
  readonly nameMatches: boolean;
  /** Other than that of the name. */
  readonly differences: readonly Difference[];
  readonly children: readonly Alignment[];
  readonly cost: number;
}

interface Missing {
  readonly kind: 'missing';
  readonly pattern: SpanPattern;
  readonly cost: number;
}

interface Unmatched {
  /** `ignored` is one beside those that an open list of children names. */
  readonly kind: 'unexpected' | 'ignored';
  readonly node: SpanNode;
  readonly cost: number;
}

/** A pattern and a trace laid over each other; they match when the costs are 0. */
export type Alignment = Pair | Missing | Unmatched;

// A missing or unexpected span costs its whole subtree. Another name costs more than losing a leaf on both sides, so
// leaves of different names are never paired; all other differences together cost less than losing one.
const SPAN_COST = 10;
const NAME_COST = 21;
const FIELD_COST = 3;
const MAX_FIELDS_COST = 9;

/** Lays `pattern` over the root it fits best; further roots are unexpected. */
export function alignTrace(pattern: SpanPattern, trace: Trace): Alignment[] {
  const pairs = trace.roots.map((root) => alignSpan(pattern, root));
  const best = pairs.reduce(cheaper);
  return pairs.map((pair) => (pair === best ? pair : unexpected(pair.node)));
}

/** Lays `pattern` over `node` at the least cost. */
export function alignSpan(pattern: SpanPattern, node: SpanNode): Pair {
  const nameMatches = matchesValue(pattern.name, node.name);
  const differences = compareFields(pattern, node);
  const children = pattern.children ? alignChildren(pattern.children, node.children) : [];
  const cost = (nameMatches ? 0 : NAME_COST) + fieldsCost(differences) + totalCost(children);
  return { kind: 'pair', pattern, node, nameMatches, differences, children, cost };
}

export function totalCost(alignments: readonly Alignment[]): number {
  return alignments.reduce((sum, { cost }) => sum + cost, 0);
}

/** The cheaper one, the first of two that cost the same. */
export function cheaper(a: Pair, b: Pair): Pair {
  return b.cost < a.cost ? b : a;
}

/** A place among siblings for one span. */
interface Slot {
  readonly pattern: SpanPattern;
  readonly required: boolean;
  alignWith(node: SpanNode): Pair;
}

function alignChildren(children: ChildrenPattern, nodes: readonly SpanNode[]): Alignment[] {
  const slots = children.spans.flatMap((repeated) => slotsFor(repeated, nodes.length));
  const unmatched = children.open ? ignored : unexpected;
  const place = children.ordered || isTrivial(slots, nodes) ? placeInOrder : placeAnywhere;
  const placements = place(slots, nodes, {
    empty: emptyCost,
    unplaced: (node) => unmatched(node).cost,
    placed: (slot, node) =>
      pairingCost(slot.alignWith(node), emptyCost(slot) + unmatched(node).cost),
  });
  return placements.flatMap((placement) => toAlignment(placement, unmatched));
}

// One of either has no order, and an edit distance is the cheaper way to place it.
function isTrivial(slots: readonly Slot[], nodes: readonly SpanNode[]): boolean {
  return slots.length < 2 || nodes.length < 2;
}

function slotsFor({ pattern, min, max }: RepeatedSpan, nodeCount: number): Slot[] {
  const pairs = new Map<SpanNode, Pair>();
  const alignWith = (node: SpanNode): Pair => {
    const known = pairs.get(node) ?? alignSpan(pattern, node);
    pairs.set(node, known);
    return known;
  };
  const length = Math.max(min, Math.min(max, nodeCount));
  return Array.from({ length }, (_, index) => ({ pattern, required: index < min, alignWith }));
}

function toAlignment(
  { slot, item: node }: Placement<Slot, SpanNode>,
  unmatched: (node: SpanNode) => Unmatched,
): Alignment[] {
  if (slot && node) return [slot.alignWith(node)];
  if (node) return [unmatched(node)];
  if (slot?.required) {
    return [{ kind: 'missing', pattern: slot.pattern, cost: emptyCost(slot) }];
  }
  return [];
}

// A span of the right name belongs to its pattern whatever is wrong below it: less than losing both, yet still rising.
function pairingCost({ cost, nameMatches }: Pair, unmatchedCost: number): number {
  return nameMatches && unmatchedCost > 0 && cost >= unmatchedCost
    ? unmatchedCost - 1 / (1 + cost)
    : cost;
}

function emptyCost({ pattern, required }: Slot): number {
  return required ? SPAN_COST * sizeOfPattern(pattern) : 0;
}

function unexpected(node: SpanNode): Unmatched {
  return { kind: 'unexpected', node, cost: SPAN_COST * sizeOfSubtree(node) };
}

function ignored(node: SpanNode): Unmatched {
  return { kind: 'ignored', node, cost: 0 };
}

function fieldsCost(differences: readonly Difference[]): number {
  return Math.min(FIELD_COST * differences.length, MAX_FIELDS_COST);
}

function sizeOfPattern({ children }: SpanPattern): number {
  const spans = children?.spans ?? [];
  return spans.reduce((size, { pattern, min }) => size + min * sizeOfPattern(pattern), 1);
}

const sizes = new WeakMap<SpanNode, number>();

function sizeOfSubtree(node: SpanNode): number {
  const size = sizes.get(node) ?? [...descend([node])].length;
  sizes.set(node, size);
  return size;
}
