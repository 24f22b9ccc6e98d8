import { type CriticalPathSection, findCriticalPath } from './critical-path.js';
import { EmptyTraceError } from './errors.js';
import { selfTime } from './self-time.js';
import { type SpanNode, linkSpans } from './span-tree.js';
import type { Span } from './span.js';

/**
 * A trace as far as it has arrived, its spans linked to a tree. It has at least one span and never changes: when more
 * spans arrive, its source makes a new trace.
 *
 * @example
 * const trace = await receiver.trace(traceId).complete();
 * trace.services; // ['orders', 'payments', 'users']
 * trace.find((span) => span.name === 'chargeCard')?.attributes['payment.currency'];
 */
export class Trace {
  readonly traceId: string;
  /** The spans without a parent and the orphans, in the order in which they started. */
  readonly roots: readonly SpanNode[];
  /** The first root without a parent; the first root when each has a parent that has not arrived. */
  readonly root: SpanNode;
  /** Every span once, in the order in which they started. */
  readonly spans: readonly SpanNode[];
  /** The names of the services that have spans in the trace, sorted, each once. */
  readonly services: readonly string[];
  /**
   * The spans whose parent has not arrived. A single root is no orphan, since its parent may be a caller that exports
   * nothing, unless the flags of the root say that the parent is in the same process.
   */
  readonly orphans: readonly SpanNode[];
  /** The start of the earliest span, in nanoseconds since the Unix epoch. */
  readonly startTimeUnixNano: bigint;
  /** The end of the latest span, in nanoseconds since the Unix epoch. */
  readonly endTimeUnixNano: bigint;

  /** @throws {EmptyTraceError} when `spans` is empty. */
  constructor(spans: readonly Span[]) {
    const { roots, nodes } = linkSpans(spans);
    const root = roots.find((node) => node.parentSpanId === undefined) ?? roots[0];
    if (!root) throw new EmptyTraceError();
    this.traceId = root.traceId;
    this.roots = roots;
    this.root = root;
    this.spans = nodes;
    this.services = [...new Set(nodes.map((node) => node.service))].toSorted();
    this.orphans = roots.filter((node) => isOrphan(node, roots.length));
    this.startTimeUnixNano = nodes.reduce(earliestStart, root.startTimeUnixNano);
    this.endTimeUnixNano = nodes.reduce(latestEnd, root.startTimeUnixNano);
  }

  /** Whether the spans make one tree: there is exactly one root, and no orphan. */
  get complete(): boolean {
    return this.roots.length === 1 && this.orphans.length === 0;
  }

  /** The nanoseconds from the earliest start to the latest end, which may be after the end of the root. */
  get duration(): bigint {
    return this.endTimeUnixNano - this.startTimeUnixNano;
  }

  /**
   * Returns the stretches of time that decided how long the root took, in order. Their lengths add up to
   * `root.duration` exactly. Each call walks over the tree.
   */
  criticalPath(): readonly CriticalPathSection[] {
    return findCriticalPath(this.root).sections;
  }

  /** Returns the nanoseconds of a span in which none of its children ran. */
  selfTime(span: SpanNode): bigint {
    return selfTime(span);
  }

  /** Returns the first span, in the order in which they started, that `predicate` accepts. */
  find(predicate: (span: SpanNode) => boolean): SpanNode | undefined {
    return this.spans.find(predicate);
  }
}

// Bit 8 of the flags says that bit 9 is set on purpose, bit 9 that the parent is remote: SpanFlags in
// https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

function isOrphan(root: SpanNode, rootCount: number): boolean {
  if (root.parentSpanId === undefined) return false;
  const parentIsLocal = (root.flags & (HAS_IS_REMOTE | IS_REMOTE)) === HAS_IS_REMOTE;
  return rootCount > 1 || parentIsLocal;
}

function earliestStart(earliest: bigint, { startTimeUnixNano: start }: SpanNode): bigint {
  return start < earliest ? start : earliest;
}

function latestEnd(latest: bigint, { startTimeUnixNano, duration }: SpanNode): bigint {
  const end = startTimeUnixNano + duration;
  return end > latest ? end : latest;
}
