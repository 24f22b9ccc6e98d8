import { type Interval, clip, compareTimes, intervalOf } from './interval.js';
import type { SpanNode } from './span-tree.js';

/** A stretch of the critical path that is spent in one span, and in none of its children. */
export interface CriticalPathSection extends Interval {
  readonly span: SpanNode;
}

/** The path through a trace that decides how long its root takes. */
export interface CriticalPath {
  /** The stretches of the path in order of time. There is no gap: their lengths add up to the duration of the root. */
  readonly sections: readonly CriticalPathSection[];
  /** Maps each span on the path to the time that the path spends in it, its children included. */
  readonly visits: ReadonlyMap<SpanNode, Interval>;
}

/**
 * Finds the critical path below `root`: walks back from the end of the root, each time into the child that was the last
 * to run before the point reached. Of children that overlap, the path follows the one that finished last, and the other
 * ones until that one started, so that a span has no more of the path than its self time. A parent does not wait for
 * what a child does after the parent has ended, so that is off the path.
 * @see https://github.com/jaegertracing/jaeger-ui/tree/main/packages/jaeger-ui/src/components/TracePage/CriticalPath
 */
export function findCriticalPath(root: SpanNode): CriticalPath {
  const sections: CriticalPathSection[] = [];
  const visits = new Map<SpanNode, Interval>([[root, intervalOf(root)]]);
  for (const [span, bounds] of visits) {
    let cursor = bounds.end;
    for (const [child, { start, end }] of lastFinishedFirst(span, bounds)) {
      if (start >= cursor) continue;
      if (end < cursor) sections.push({ span, start: end, end: cursor });
      visits.set(child, { start, end: end < cursor ? end : cursor });
      cursor = start;
    }
    if (cursor > bounds.start) sections.push({ span, start: bounds.start, end: cursor });
  }
  return { sections: sections.toSorted((a, b) => compareTimes(a.start, b.start)), visits };
}

function lastFinishedFirst(span: SpanNode, bounds: Interval): [SpanNode, Interval][] {
  return span.children
    .map((child): [SpanNode, Interval] => [child, clip(intervalOf(child), bounds)])
    .filter(([, { start, end }]) => start < end)
    .toSorted(([, a], [, b]) => compareTimes(b.end, a.end));
}
