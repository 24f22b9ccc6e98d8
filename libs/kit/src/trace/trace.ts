import { type CriticalPathSection, findCriticalPath } from './critical-path.js';
import { EmptyTraceError } from './errors.js';
import { selfTime } from './self-time.js';
import { type SpanNode, linkSpans } from './span-tree.js';
import type { Span } from './span.js';

/**
 * A trace as far as it has arrived: its spans linked to a tree. Never empty, never changed; when further spans
 * arrive, the receiver makes a new one.
 *
 * @example
 * const trace = await receiver.trace(traceId).complete();
 * trace.services; // ['orders', 'payments', 'users']
 * trace.find((span) => span.name === 'chargeCard')?.attributes['payment.currency'];
 */
export class Trace {
  readonly traceId: string;
  /** Spans without a parent, and orphans, in order of their start. */
  readonly roots: readonly SpanNode[];
  /** The first span without a parent; the first root when every root has one. */
  readonly root: SpanNode;
  /** Every span once, in order of their start. */
  readonly spans: readonly SpanNode[];
  /** The names of the services that took part, sorted. */
  readonly services: readonly string[];
  /**
   * Spans whose parent has not arrived. The single root of a trace is not one of them: its parent may be a caller that
   * exports nothing, unless its flags say that the parent is in the same process.
   */
  readonly orphans: readonly SpanNode[];
  /** Start of the earliest span, in nanoseconds since the Unix epoch. */
  readonly startTimeUnixNano: bigint;
  /** End of the latest span, in nanoseconds since the Unix epoch. */
  readonly endTimeUnixNano: bigint;

  /** @throws {EmptyTraceError} when there is no span. */
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

  /** Whether the spans held make one tree: exactly one root, and no orphan. */
  get complete(): boolean {
    return this.roots.length === 1 && this.orphans.length === 0;
  }

  /** From the earliest start to the latest end, in nanoseconds; what outlives the root counts. */
  get duration(): bigint {
    return this.endTimeUnixNano - this.startTimeUnixNano;
  }

  /**
   * The stretches of time that decided how long the root took, in order. Their lengths add up to `root.duration`
   * exactly. Costs a walk over the tree.
   */
  criticalPath(): readonly CriticalPathSection[] {
    return findCriticalPath(this.root).sections;
  }

  /** What a span did itself: its duration minus the union of its children's intervals, in nanoseconds. */
  selfTime(span: SpanNode): bigint {
    return selfTime(span);
  }

  /** The first span, in order of start, that `predicate` accepts. */
  find(predicate: (span: SpanNode) => boolean): SpanNode | undefined {
    return this.spans.find(predicate);
  }
}

// https://opentelemetry.io/docs/specs/otlp/: SpanFlags, bit 8 says that bit 9 is known, bit 9 that the parent is remote.
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
