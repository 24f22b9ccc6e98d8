import { type Interval, clip, compareTimes, intervalOf } from './interval.js';
import type { SpanNode } from './span-tree.js';

/** A stretch of the critical path that one span answers for by itself. */
export interface CriticalPathSection extends Interval {
  readonly span: SpanNode;
}

export interface CriticalPath {
  /** In order of time, without gaps: their lengths add up to the duration of the root exactly. */
  readonly sections: readonly CriticalPathSection[];
  /** For each span the path runs through, from where to where, its children included. */
  readonly visits: ReadonlyMap<SpanNode, Interval>;
}

/**
 * Walks back from the end of `root`, each time into the child that finished last before the point reached, as Jaeger
 * does. What a child does after its parent has ended is not waited for, so it is off the path.
 * @see https://github.com/jaegertracing/jaeger-ui/tree/main/packages/jaeger-ui/src/components/TracePage/CriticalPath
 */
export function findCriticalPath(root: SpanNode): CriticalPath {
  const sections: CriticalPathSection[] = [];
  const visits = new Map<SpanNode, Interval>([[root, intervalOf(root)]]);
  for (const [span, bounds] of visits) {
    let cursor = bounds.end;
    for (const [child, interval] of lastFinishedFirst(span, bounds)) {
      if (interval.end > cursor) continue;
      if (interval.end < cursor) sections.push({ span, start: interval.end, end: cursor });
      visits.set(child, interval);
      cursor = interval.start;
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
