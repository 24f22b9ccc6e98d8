import { type CountBounds, formatSpans } from '../pattern/span-count.js';
import type { SpanPattern } from '../pattern/span-pattern.js';
import { matchesValue } from '../pattern/value-pattern.js';
import type { Steps } from '../running/steps.js';
import type { Trace } from '../trace/trace.js';
import { alignTrace, findClosest } from './alignment.js';
import type { DiffPaint } from './diff-lines.js';
import { drawDiff, drawTree } from './diff.js';
import { Effort } from './effort.js';
import { drawFound } from './found-spans.js';
import { labelPattern } from './label-pattern.js';
import { findMatches, matchSpan } from './match-span.js';

/** Whether a trace is as expected, and a drawing that shows why. */
export interface Verdict {
  readonly pass: boolean;
  draw(paint: DiffPaint): Steps<string>;
}

/** Returns the other traces that were under way at the same time; called only for a diff, as it reads every trace held. */
export type FindNeighbours = () => readonly Trace[];

/**
 * Judges whether the whole trace matches the pattern; the drawing is their diff, which names the missing parts that are
 * among the neighbours of the trace.
 */
export function* judgeMatch(
  pattern: SpanPattern,
  trace: Trace,
  findNeighbours: FindNeighbours,
): Steps<Verdict> {
  const [root, ...others] = trace.roots;
  const isTree = others.length === 0 && trace.cycles.length === 0;
  const pass = root !== undefined && isTree && (yield* matchSpan(pattern, root));
  return { pass, draw: (paint) => drawMatch(pattern, trace, findNeighbours(), paint) };
}

/** Judges whether any span matches the pattern; the drawing marks those that do, or shows the closest span. */
export function* judgeContainedSpan(pattern: SpanPattern, trace: Trace): Steps<Verdict> {
  const found = new Set(yield* findMatches(pattern, trace.spans));
  if (found.size > 0) return { pass: true, draw: (paint) => drawTree(trace, found, paint) };
  return { pass: false, draw: (paint) => drawClosest(pattern, trace, paint) };
}

/** Judges whether the trace has as many spans as expected; the drawing is the trace. */
export function judgeSpanCount(expected: CountBounds, trace: Trace): Verdict {
  return {
    pass: isWithin(expected, trace.spans.length),
    draw: (paint) => drawTree(trace, new Set(), paint),
  };
}

/** Judges whether as many spans as expected match the pattern; the drawing shows those that do, or the closest span. */
export function* judgeMatchCount(
  pattern: SpanPattern,
  expected: CountBounds,
  trace: Trace,
): Steps<Verdict> {
  const found = new Set(yield* findMatches(pattern, trace.spans));
  return {
    pass: isWithin(expected, found.size),
    *draw(paint) {
      const count = `${formatSpans(found.size)} like ${labelPattern(pattern, paint)}`;
      const drawing =
        found.size > 0 ? drawFound(trace, found) : yield* drawClosest(pattern, trace, paint);
      return `  The trace has ${count}.\n\n${drawing}`;
    },
  };
}

function isWithin({ min, max }: CountBounds, count: number): boolean {
  return min <= count && count <= max;
}

function* drawMatch(
  pattern: SpanPattern,
  trace: Trace,
  neighbours: readonly Trace[],
  paint: DiffPaint,
): Steps<string> {
  const effort = new Effort();
  return yield* drawDiff(yield* alignTrace(pattern, trace, effort), neighbours, effort, paint);
}

function* drawClosest(pattern: SpanPattern, trace: Trace, paint: DiffPaint): Steps<string> {
  const effort = new Effort();
  const named = trace.spans.filter(({ name }) => matchesValue(pattern.name, name));
  const best = yield* findClosest(pattern, named, effort);
  if (best) return yield* drawDiff([best], [], effort, paint);
  const missing = yield* drawDiff([{ kind: 'missing', pattern, cost: 0 }], [], effort, paint);
  return `${yield* drawTree(trace, new Set(), paint)}\n${missing}`;
}
