import type { SpanPattern } from '../pattern/span-pattern.js';
import { type SpanNode, descend } from '../trace/span-tree.js';
import type { Difference } from './differences.js';

// A missing or unexpected span costs SPAN_COST for each span of its subtree. Another name costs more than one missing
// leaf and one unexpected leaf, so leaves of different names are never paired. All other differences of a span together
// cost less than one missing leaf.
const SPAN_COST = 10;
const FIELD_COST = 3;
const MAX_FIELDS_COST = 9;
export const NAME_COST = 21;
/** What it costs that one span is missing or unexpected, while everything below it is there. */
export const OWN_COST = SPAN_COST;

/** Returns what it costs that a span is not as expected, besides its name and its children. */
export function fieldsCost(differences: readonly Difference[]): number {
  return Math.min(FIELD_COST * differences.length, MAX_FIELDS_COST);
}

/** Returns what it costs that no span stands for a pattern. */
export function missingCost(pattern: SpanPattern): number {
  return SPAN_COST * sizeOfPattern(pattern);
}

/** Returns what it costs that no pattern stands for a span. */
export function unexpectedCost(node: SpanNode): number {
  return SPAN_COST * sizeOfSubtree(node);
}

/** Returns what a pair costs where leaving both sides unmatched would cost `unmatchedCost`. */
export function pairingCost(
  { cost, nameMatches }: { readonly cost: number; readonly nameMatches: boolean },
  unmatchedCost: number,
): number {
  // A span of the right name belongs to its pattern whatever is wrong below it, so the pair costs less than leaving both
  // unmatched. The cost still rises with what is wrong, so that the better of two such spans is chosen.
  return nameMatches && unmatchedCost > 0 && cost >= unmatchedCost
    ? unmatchedCost - 1 / (1 + cost)
    : cost;
}

function sizeOfPattern({ children }: SpanPattern): number {
  const spans = children?.spans ?? [];
  return spans.reduce((size, { pattern, min }) => size + min * sizeOfPattern(pattern), 1);
}

const sizes = new WeakMap<SpanNode, number>();

/** Returns the number of spans from `node` on down. */
function sizeOfSubtree(node: SpanNode): number {
  const size = sizes.get(node) ?? [...descend([node])].length;
  sizes.set(node, size);
  return size;
}
