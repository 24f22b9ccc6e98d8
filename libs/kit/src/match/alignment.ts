import { type SpanNode, descend } from '../trace/span-tree.js';
import type { Trace } from '../trace/trace.js';
import { type Difference, compareFields } from './differences.js';
import { type Placement, placeAnywhere, placeInOrder } from './placement.js';
import type { ChildrenPattern, RepeatedSpan, SpanPattern } from '../pattern/span-pattern.js';
import { matchesValue } from '../pattern/value-pattern.js';

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

interface Missing {
  readonly kind: 'missing';
  readonly pattern: SpanPattern;
  readonly cost: number;
}

interface Unmatched {
  /** `unexpected` when no pattern allows the span; `ignored` when `containing()` lets it stand beside its patterns. */
  readonly kind: 'unexpected' | 'ignored';
  readonly node: SpanNode;
  readonly cost: number;
}

/** One place in a pattern laid over a trace. The two match when the cost of every alignment is 0. */
export type Alignment = Pair | Missing | Unmatched;

// A missing or unexpected span costs SPAN_COST for each span of its subtree. Another name costs more than one missing
// leaf and one unexpected leaf, so leaves of different names are never paired. All other differences of a span together
// cost less than one missing leaf.
const SPAN_COST = 10;
const NAME_COST = 21;
const FIELD_COST = 3;
const MAX_FIELDS_COST = 9;

/** Lays `pattern` over the root of the trace that it fits best; all further roots are unexpected. */
export function alignTrace(pattern: SpanPattern, trace: Trace): Alignment[] {
  const pairs = trace.roots.map((root) => alignSpan(pattern, root));
  const best = pairs.reduce(cheaper);
  return pairs.map((pair) => (pair === best ? pair : unexpected(pair.node)));
}

/** Lays `pattern` over `node` and its children, each child where it costs least. */
export function alignSpan(pattern: SpanPattern, node: SpanNode): Pair {
  const nameMatches = matchesValue(pattern.name, node.name);
  const differences = compareFields(pattern, node);
  const children = pattern.children ? alignChildren(pattern.children, node.children) : [];
  const cost = (nameMatches ? 0 : NAME_COST) + fieldsCost(differences) + totalCost(children);
  return { kind: 'pair', pattern, node, nameMatches, differences, children, cost };
}

/** Adds up the costs of alignments; 0 means that they match. */
export function totalCost(alignments: readonly Alignment[]): number {
  return alignments.reduce((sum, { cost }) => sum + cost, 0);
}

/** Returns the pair that costs less, `a` when both cost the same. */
export function cheaper(a: Pair, b: Pair): Pair {
  return b.cost < a.cost ? b : a;
}

/** A place among siblings that one span can fill. */
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

// A single pattern, or a single span, is in order anyway, and the edit distance places it with less work.
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

// A span of the right name belongs to its pattern whatever is wrong below it, so the pair costs less than leaving both
// unmatched. The cost still rises with what is wrong, so that the better of two such spans is chosen.
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
