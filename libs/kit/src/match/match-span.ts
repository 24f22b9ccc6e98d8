import type { ChildrenPattern, SpanPattern } from '../pattern/span-pattern.js';
import { matchesValue } from '../pattern/value-pattern.js';
import { type Steps, call } from '../running/steps.js';
import type { SpanNode } from '../trace/span-tree.js';
import { matchesFields } from './differences.js';
import { matchSequence } from './match-sequence.js';
import { SiblingAssignment } from './sibling-assignment.js';

/** Whether the children of a span match, by the span: a diff asks again at each level of a tree. */
const known = new WeakMap<SpanNode, Map<ChildrenPattern, boolean>>();

/** Returns whether a span matches the pattern, and all below it what the pattern says of its children. */
export function* matchSpan(pattern: SpanPattern, node: SpanNode): Steps<boolean> {
  if (!matchesValue(pattern.name, node.name) || !matchesFields(pattern, node)) return false;
  if (pattern.children === undefined) return true;
  if (!admitsCount(pattern.children, node.children.length)) return false;
  return node.children.length === 0 || (yield* matchChildrenOnce(pattern.children, node));
}

/** Returns the spans among `nodes` that match the pattern. */
export function* findMatches(pattern: SpanPattern, nodes: Iterable<SpanNode>): Steps<SpanNode[]> {
  const found: SpanNode[] = [];
  for (const node of nodes) {
    yield;
    if (yield* matchesAsNamed(pattern, node)) found.push(node);
  }
  return found;
}

/** Returns the first span among `nodes` that matches the pattern, `undefined` when none does. */
export function* findMatch(
  pattern: SpanPattern,
  nodes: Iterable<SpanNode>,
): Steps<SpanNode | undefined> {
  for (const node of nodes) if (yield* matchesAsNamed(pattern, node)) return node;
  return undefined;
}

/** Compares a span that has the name; most have another, so that no work begins for these. */
function* matchesAsNamed(pattern: SpanPattern, node: SpanNode): Steps<boolean> {
  return matchesValue(pattern.name, node.name) && (yield* call(matchSpan(pattern, node)));
}

function* matchChildrenOnce(children: ChildrenPattern, node: SpanNode): Steps<boolean> {
  const ofNode = known.get(node) ?? new Map<ChildrenPattern, boolean>();
  known.set(node, ofNode);
  const result = ofNode.get(children) ?? (yield* matchChildren(children, node.children));
  ofNode.set(children, result);
  return result;
}

function* matchChildren(children: ChildrenPattern, nodes: readonly SpanNode[]): Steps<boolean> {
  if (children.ordered) return yield* matchSequence(children.spans, nodes, matchSpan);
  return (yield* SiblingAssignment.of(children, nodes, matchSpan)).isComplete;
}

function admitsCount({ spans, open }: ChildrenPattern, count: number): boolean {
  const least = spans.reduce((sum, { min }) => sum + min, 0);
  const most = open ? Infinity : spans.reduce((sum, { max }) => sum + max, 0);
  return least <= count && count <= most;
}
