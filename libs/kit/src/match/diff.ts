import { formatSpans } from '../pattern/span-count.js';
import type { Steps } from '../running/steps.js';
import type { SpanNode } from '../trace/span-tree.js';
import { label } from '../trace/printable.js';
import { descend } from '../trace/span-tree.js';
import type { Trace } from '../trace/trace.js';
import type { Alignment } from './alignment.js';
import { type DiffPaint, drawLines } from './diff-lines.js';
import { diffRows } from './diff-rows.js';
import type { Effort } from './effort.js';
import { foldRows } from './fold-rows.js';
import { findRelocations } from './relocations.js';
import type { Row } from './row.js';

const GREEDY_NOTE =
  '  The two differ in so many places that spans were paired by their names alone.';

/** Draws the line above a diff: its legend, then what {@link drawState} draws. */
export function drawHeader(trace: Trace, state: string, paint: DiffPaint): string {
  const legend = `${paint.EXPECTED_COLOR('- expected')}   ${paint.RECEIVED_COLOR('+ received')}   ! differs`;
  return `  ${legend}      ${drawState(trace, state, paint)}`;
}

/** Draws a summary of a trace, such as `trace 4bf92f35…0e4736 · 9 spans · complete`, indented. */
export function drawState({ traceId, spans }: Trace, state: string, paint: DiffPaint): string {
  const id = `${traceId.slice(0, 8)}…${traceId.slice(-6)}`;
  return `  ${paint.DIM_COLOR(`trace ${id} · ${formatSpans(spans.length)} · ${state}`)}`;
}

/**
 * Draws a pattern laid over a trace: a line for each span, marked where the two differ. What matches is folded when the
 * diff is long.
 */
export function* drawDiff(
  alignments: readonly Alignment[],
  neighbours: readonly Trace[],
  effort: Effort,
  paint: DiffPaint,
): Steps<string> {
  const relocations = yield* findRelocations(alignments, neighbours, effort);
  yield;
  const lines = drawLines(foldRows(diffRows(alignments, relocations, paint)), paint);
  return effort.isExhausted ? `${lines}\n\n${GREEDY_NOTE}` : lines;
}

/** Draws every span of a trace, and marks the unwanted ones. */
export function* drawTree(
  trace: Trace,
  unwanted: ReadonlySet<SpanNode>,
  paint: DiffPaint,
): Steps<string> {
  yield;
  const rows = [...descend(trace.roots)].map(([node, depth]): Row => {
    const text = label(node);
    if (!unwanted.has(node)) return { mark: ' ', depth, text, role: 'context' };
    return { mark: '+', depth, text, remark: 'must not be there', role: 'fault' };
  });
  return drawLines(foldRows(rows), paint);
}
