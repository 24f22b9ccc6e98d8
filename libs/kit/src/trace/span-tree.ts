import { distinctSpans } from './distinct-spans.js';
import { findRings } from './rings.js';
import type { Span } from './span.js';

/** A span in its place in the tree. */
export interface SpanNode extends Span {
  /** The `service.name` of the resource, `unknown_service` when the resource has none. */
  readonly service: string;
  /** The time from start to end in nanoseconds; 0 when the clock went backwards. */
  readonly duration: bigint;
  /** The parent span, `undefined` when it has none, it has not arrived, or it is below the span. */
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
  /** The spans that are their own ancestors: each list leads from a root down to the span that it names as its parent. */
  readonly cycles: readonly (readonly SpanNode[])[];
}

/**
 * Links each span to its parent. A span whose parent is not among `spans` becomes a root, and so does the earliest span
 * of each ring of parents. Children of an id that several spans have belong to the earliest of these. Of equal spans one
 * is taken: an exporter that tries again sends some twice.
 */
export function linkSpans(spans: readonly Span[]): SpanTree {
  const nodes = distinctSpans(spans).map(toNode).toSorted(byStart);
  const byId = new Map(nodes.toReversed().map((node) => [node.spanId, node]));
  for (const node of nodes) {
    attach(node, node.parentSpanId === undefined ? undefined : byId.get(node.parentSpanId));
  }
  const cycles = findRings(nodes).map(cut);
  return { nodes, roots: nodes.filter((node) => node.parent === undefined), cycles };
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

/** Makes the earliest span of a ring a root, and returns the ring from there down. */
function cut(ring: readonly MutableNode[]): MutableNode[] {
  const [earliest] = ring.toSorted(byStart);
  const down = ring.toReversed();
  const start = down.findIndex((node) => node === earliest);
  if (earliest) detach(earliest);
  return [...down.slice(start), ...down.slice(0, start)];
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
