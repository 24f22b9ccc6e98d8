import { criticalTimes, formatShare } from '../render/critical-time.js';
import { displayWidth, fit } from '../trace/display-width.js';
import { formatDuration } from '../render/duration.js';
import { prunedRows } from '../render/pruned-rows.js';
import { findCriticalPath } from '../trace/critical-path.js';
import { label, printable } from '../trace/printable.js';
import { selfTime } from '../trace/self-time.js';
import type { SpanNode } from '../trace/span-tree.js';
import type { Trace } from '../trace/trace.js';
import type { Excess } from './excess.js';
import { sumOf } from './heaviest.js';

const MAX_ROWS = 40;
const MAX_NAME_WIDTH = 80;
const FIGURE_WIDTH = 9;
const SHARE_WIDTH = 6;

interface PathRow {
  readonly name: string;
  /** The time that the critical path spends in the spans, and its share; empty off the path. */
  readonly time: string;
  readonly share: string;
  readonly selfTime: string;
  /** What the spans take the most of; empty when it is nothing that exceeds a limit. */
  readonly blame: string;
}

/**
 * Draws the critical path of a trace as a tree, and beside it the culprits that are off the path: a line for each span, with
 * the time that the path spends in it, its share, and its self time. Of a long path, spans of less than 1% are left out.
 */
export function drawPath(excesses: readonly Excess[], trace: Trace): string {
  const rows = rowsOf(excesses, trace);
  const shown = rows.slice(0, MAX_ROWS);
  const width = Math.min(MAX_NAME_WIDTH, Math.max(...shown.map(({ name }) => displayWidth(name))));
  const head = { name: 'critical path', time: 'time', share: '', selfTime: 'self', blame: '' };
  const rest = rows.length - shown.length;
  return [
    ...[head, ...shown].map((row) => drawRow(row, width)),
    ...(rest > 0 ? [`  … ${rest} more lines`] : []),
  ].join('\n');
}

function rowsOf(excesses: readonly Excess[], { root, roots }: Trace): PathRow[] {
  const path = findCriticalPath(root);
  const times = criticalTimes(path);
  const timeOf = (span: SpanNode): bigint => times.get(span) ?? 0n;
  const isShown = (span: SpanNode): boolean =>
    path.visits.size <= MAX_ROWS || timeOf(span) * 100n >= root.duration;
  const blamed = blameByCulprit(excesses);
  const kept = new Set([...[...path.visits.keys()].filter(isShown), ...blamed.keys()]);
  return prunedRows(roots, kept).map(({ node, nodes, branch }) => {
    const time = sumOf(nodes, timeOf);
    const count = nodes.length > 1 ? `  ×${nodes.length}` : '';
    return {
      name: `${branch}${label(node)}${count}`,
      time: time > 0n ? formatDuration(time) : '',
      share: formatShare(time, root.duration),
      selfTime: formatDuration(sumOf(nodes, selfTime)),
      blame: blameOf(nodes, blamed, excesses),
    };
  });
}

/** Returns for each culprit what it takes the most of. */
function blameByCulprit(excesses: readonly Excess[]): Map<SpanNode, string[]> {
  const blamed = new Map<SpanNode, string[]>();
  for (const { what, culprits } of excesses) {
    for (const span of culprits) blamed.set(span, [...(blamed.get(span) ?? []), what]);
  }
  return blamed;
}

function blameOf(
  nodes: readonly SpanNode[],
  blamed: ReadonlyMap<SpanNode, readonly string[]>,
  excesses: readonly Excess[],
): string {
  const blame = new Set(nodes.flatMap((span) => blamed.get(span) ?? []));
  const inOrder = excesses.map(({ what }) => what).filter((what) => blame.has(what));
  return printable(inOrder.join(', '));
}

function drawRow({ name, time, share, selfTime: self, blame }: PathRow, width: number): string {
  const figures =
    time.padStart(FIGURE_WIDTH) + share.padStart(SHARE_WIDTH) + self.padStart(FIGURE_WIDTH);
  const remark = blame === '' ? '' : `   ← ${blame}`;
  return `${blame === '' ? ' ' : '!'} ${fit(name, width)}${figures}${remark}`;
}
