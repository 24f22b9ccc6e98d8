import type { ChildrenPattern, SpanPattern } from '../pattern/span-pattern.js';
import { matchesValue } from '../pattern/value-pattern.js';
import type { SpanNode } from '../trace/span-tree.js';
import { compareFields } from './differences.js';
import { matchesSequence } from './match-sequence.js';
import { SiblingAssignment } from './sibling-assignment.js';

/** Returns whether a span matches the pattern, and all below it what the pattern says of its children. */
export function matchesSpan(pattern: SpanPattern, node: SpanNode): boolean {
  return (
    matchesValue(pattern.name, node.name) &&
    compareFields(pattern, node).length === 0 &&
    (pattern.children === undefined || matchesChildren(pattern.children, node.children))
  );
}

function matchesChildren(children: ChildrenPattern, nodes: readonly SpanNode[]): boolean {
  if (!admitsCount(children, nodes.length)) return false;
  if (children.ordered) return matchesSequence(children.spans, nodes, matchesSpan);
  return new SiblingAssignment(children, nodes, matchesSpan).isComplete;
}

function admitsCount({ spans, open }: ChildrenPattern, count: number): boolean {
  const least = spans.reduce((sum, { min }) => sum + min, 0);
  const most = open ? Infinity : spans.reduce((sum, { max }) => sum + max, 0);
  return least <= count && count <= most;
}
