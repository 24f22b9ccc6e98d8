import type { Span } from './span.js';

/** A span in its place in the tree. */
export interface SpanNode extends Span {
  /** The `service.name` of the resource, `unknown_service` when the resource has none. */
  readonly service: string;
  /** The time from start to end in nanoseconds; 0 when the clock went backwards. */
  readonly duration: bigint;
  /** The parent span, `undefined` when it has none or it has not arrived. */
  readonly parent: SpanNode | undefined;
  /** The child spans in the order in which they started. */
  readonly children: readonly SpanNode[];
}

interface MutableNode extends SpanNode {
  parent: MutableNode | undefined;
  children: MutableNode[];
}

/** The spans of a trace, linked to their parents. */
export interface SpanTree {
  /** The spans without a parent in the tree, in the order in which they started. */
  readonly roots: readonly SpanNode[];
  /** Every span once, in the order in which they started. */
  readonly nodes: readonly SpanNode[];
}

/** Links each span to its parent. A span whose parent is not among `spans` becomes a root. */
export function linkSpans(spans: readonly Span[]): SpanTree {
  const nodes = spans.map(toNode).toSorted(byStart);
  const byId = new Map(nodes.map((node) => [node.spanId, node]));
  for (const node of nodes) {
    attach(node, node.parentSpanId === undefined ? undefined : byId.get(node.parentSpanId));
  }
  cutCycles(nodes);
  return { nodes, roots: nodes.filter((node) => node.parent === undefined) };
}

/**
 * Visits `nodes` and all spans below them, parents first, with their depth, 0 for `nodes`. It does not recurse: a trace
 * from the network may be deeper than the call stack.
 */
export function* descend(nodes: readonly SpanNode[]): Generator<[node: SpanNode, depth: number]> {
  const pending = nodes.toReversed().map((node): [SpanNode, number] => [node, 0]);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    yield next;
    const [node, depth] = next;
    for (const child of node.children.toReversed()) pending.push([child, depth + 1]);
  }
}

function toNode(span: Span): MutableNode {
  const service = span.resource.attributes['service.name'];
  const duration = span.endTimeUnixNano - span.startTimeUnixNano;
  return {
    ...span,
    service: typeof service === 'string' && service !== '' ? service : 'unknown_service',
    duration: duration > 0n ? duration : 0n,
    parent: undefined,
    children: [],
  };
}

function attach(node: MutableNode, parent: MutableNode | undefined): void {
  node.parent = parent;
  parent?.children.push(node);
}

function cutCycles(nodes: readonly MutableNode[]): void {
  const reached = new Set<SpanNode>();
  const reach = (node: SpanNode): void => {
    for (const [below] of descend([node])) reached.add(below);
  };
  nodes.filter((node) => node.parent === undefined).forEach(reach);
  for (const node of nodes) {
    if (reached.has(node)) continue;
    detach(node);
    reach(node);
  }
}

function detach(node: MutableNode): void {
  if (node.parent) node.parent.children = node.parent.children.filter((child) => child !== node);
  node.parent = undefined;
}

/** Orders spans by their start, and those that start at once by their ids, so that the order of arrival does not matter. */
function byStart(a: Span, b: Span): number {
  if (a.startTimeUnixNano === b.startTimeUnixNano) return a.spanId < b.spanId ? -1 : 1;
  return a.startTimeUnixNano < b.startTimeUnixNano ? -1 : 1;
}
