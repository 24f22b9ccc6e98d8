import type { SpanNode } from '../trace/span-tree.js';
import type { Trace } from '../trace/trace.js';
import { type Pair, alignSpan, alignTrace, cheaper, totalCost } from './alignment.js';
import type { DiffPaint } from './diff-lines.js';
import { drawDiff, drawTree } from './diff.js';
import type { SpanPattern } from '../pattern/span-pattern.js';

/** Whether a trace is as expected, and a drawing that shows why. */
export interface Verdict {
  readonly pass: boolean;
  draw(paint: DiffPaint): string;
}

/** Judges whether the whole trace matches the pattern; the drawing is their diff. */
export function judgeMatch(
  pattern: SpanPattern,
  trace: Trace,
  _neighbours: readonly Trace[],
): Verdict {
  const alignments = alignTrace(pattern, trace);
  return { pass: totalCost(alignments) === 0, draw: (paint) => drawDiff(alignments, paint) };
}

/** Judges whether any span matches the pattern; the drawing marks those that do, or shows the closest span. */
export function judgeContainedSpan(pattern: SpanPattern, trace: Trace): Verdict {
  const pairs = trace.spans.map((node) => alignSpan(pattern, node));
  const found = new Set<SpanNode>(pairs.filter(({ cost }) => cost === 0).map(({ node }) => node));
  if (found.size > 0) return { pass: true, draw: (paint) => drawTree(trace, found, paint) };
  return { pass: false, draw: (paint) => drawClosest(pattern, pairs, trace, paint) };
}

/** Judges whether the trace has exactly `expected` spans; the drawing is the trace. */
export function judgeSpanCount(expected: number, trace: Trace): Verdict {
  return {
    pass: trace.spans.length === expected,
    draw: (paint) => drawTree(trace, new Set(), paint),
  };
}

function drawClosest(
  pattern: SpanPattern,
  pairs: readonly Pair[],
  trace: Trace,
  paint: DiffPaint,
): string {
  const named = pairs.filter((pair) => pair.nameMatches);
  if (named.length > 0) return drawDiff([named.reduce(cheaper)], paint);
  const missing = drawDiff([{ kind: 'missing', pattern, cost: 0 }], paint);
  return `${drawTree(trace, new Set(), paint)}\n${missing}`;
}
