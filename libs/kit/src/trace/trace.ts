import { type ClockSkew, findClockSkews } from './clock-skew.js';
import { type CriticalPathSection, findCriticalPath } from './critical-path.js';
import { duplicatesOf } from './duplicates.js';
import { EmptyTraceError } from './errors.js';
import { hasLocalParent } from './remote-parent.js';
import { selfTime } from './self-time.js';
import { type SpanNode, linkSpans } from './span-tree.js';
import type { Span } from './span.js';

/** What is known of a trace besides its spans. */
export interface TraceOptions {
  /** The ids of spans that stand for callers outside of the trace, such as the test that sent the requests. */
  readonly callers?: Iterable<string>;
}

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
  /**
   * The spans without a parent, the orphans, and the earliest span of each cycle, in the order in which they started.
   */
  readonly roots: readonly SpanNode[];
  /** The first root without a parent; the first root when each names a parent. */
  readonly root: SpanNode;
  /** Every span once, in the order in which they started. */
  readonly spans: readonly SpanNode[];
  /** The names of the services that have spans in the trace, sorted, each once. */
  readonly services: readonly string[];
  /**
   * The spans whose parent has not arrived. A root whose parent is a known caller is no orphan. Nor is a single root, since
   * its parent may be a caller that exports nothing, unless the flags of the root say that the parent is in the same process.
   */
  readonly orphans: readonly SpanNode[];
  /**
   * The spans that are their own ancestors, which an instrumentation never means to make: each list leads from a root down
   * to the span that this root names as its parent. They are no orphans.
   */
  readonly cycles: readonly (readonly SpanNode[])[];
  /** The start of the earliest span, in nanoseconds since the Unix epoch. */
  readonly startTimeUnixNano: bigint;
  /** The end of the latest span, in nanoseconds since the Unix epoch. */
  readonly endTimeUnixNano: bigint;
  readonly #callers: ReadonlySet<string>;

  /** @throws {EmptyTraceError} when `spans` is empty. */
  constructor(spans: readonly Span[], { callers = [] }: TraceOptions = {}) {
    const { roots, nodes, cycles } = linkSpans(spans);
    const root = roots.find((node) => node.parentSpanId === undefined) ?? roots[0];
    if (!root) throw new EmptyTraceError();
    this.traceId = root.traceId;
    this.roots = roots;
    this.root = root;
    this.spans = nodes;
    this.services = [...new Set(nodes.map((node) => node.service))].toSorted();
    this.cycles = cycles;
    this.#callers = new Set(callers);
    const rings = new Set(cycles.map(([first]) => first));
    const tops = roots.filter((node) => !rings.has(node));
    this.orphans = tops.filter((node) => !this.#isCalled(node) && isOrphan(node, tops.length));
    this.startTimeUnixNano = nodes.reduce(earliestStart, root.startTimeUnixNano);
    this.endTimeUnixNano = nodes.reduce(latestEnd, root.startTimeUnixNano);
  }

  /**
   * Whether the spans make one tree: there is no orphan and no cycle, and one root, or each root was called by a known caller.
   */
  get complete(): boolean {
    if (this.orphans.length > 0 || this.cycles.length > 0) return false;
    return this.roots.length === 1 || this.roots.every((root) => this.#isCalled(root));
  }

  /**
   * The spans that share their id with other spans of the trace, a list for each such id. A span that was sent twice is
   * none: it is in the trace once.
   */
  get duplicates(): readonly (readonly SpanNode[])[] {
    return duplicatesOf(this.spans);
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

  /**
   * Returns the clocks that disagree: for each two processes the span that starts the longest before its parent, if that is
   * more than `toleranceNanos`, by default 0, and an estimate of how far the clock of its process is behind. A clock that is
   * ahead is found only if its process calls the other one. Each call compares all spans with their parents.
   *
   * @example
   * for (const { child, behind } of trace.clockSkews()) console.log(`${child.service} is ${behind} ns behind`);
   */
  clockSkews(toleranceNanos = 0n): readonly ClockSkew[] {
    return findClockSkews(this.spans, toleranceNanos);
  }

  /** Returns the first span, in the order in which they started, that `predicate` accepts. */
  find(predicate: (span: SpanNode) => boolean): SpanNode | undefined {
    return this.spans.find(predicate);
  }

  /**
   * Returns a trace of the same spans in which `spanId` is known as a caller: a root whose parent has this id is no orphan,
   * however many there are.
   */
  calledBy(spanId: string): Trace {
    return new Trace(this.spans, { callers: [...this.#callers, spanId] });
  }

  #isCalled({ parentSpanId }: SpanNode): boolean {
    return parentSpanId !== undefined && this.#callers.has(parentSpanId);
  }
}

function isOrphan(root: SpanNode, rootCount: number): boolean {
  return root.parentSpanId !== undefined && (rootCount > 1 || hasLocalParent(root));
}

function earliestStart(earliest: bigint, { startTimeUnixNano: start }: SpanNode): bigint {
  return start < earliest ? start : earliest;
}

function latestEnd(latest: bigint, { startTimeUnixNano, duration }: SpanNode): bigint {
  const end = startTimeUnixNano + duration;
  return end > latest ? end : latest;
}
