import { type Interval, clip, intervalOf } from '../trace/interval.js';
import type { SpanNode } from '../trace/span-tree.js';

const ON_PATH = '█';
const OFF_PATH = '░';

/** Draws when `nodes` ran, in `width` cells that stand for `bounds`. Even the shortest span fills one cell. */
export function drawBar(
  nodes: readonly SpanNode[],
  visits: ReadonlyMap<SpanNode, Interval>,
  bounds: Interval,
  width: number,
): string {
  const cells = Array.from({ length: width }, () => ' ');
  const fill = (cell: string, interval: Interval): void => {
    const [from, to] = cellsOf(clip(interval, bounds), bounds, width);
    cells.fill(cell, from, to);
  };
  for (const node of nodes) fill(OFF_PATH, intervalOf(node));
  for (const node of nodes) {
    const visit = visits.get(node);
    if (visit) fill(ON_PATH, visit);
  }
  return cells.join('');
}

function cellsOf({ start, end }: Interval, bounds: Interval, width: number): [number, number] {
  const total = Number(bounds.end - bounds.start) || 1;
  const first = Math.floor((Number(start - bounds.start) / total) * width);
  const from = Math.min(first, width - 1);
  const to = Math.ceil((Number(end - bounds.start) / total) * width);
  return [from, Math.max(to, from + 1)];
}
