import type { CriticalPath } from '../trace/critical-path.js';
import type { SpanNode } from '../trace/span-tree.js';

/** Maps each span on the critical path to the nanoseconds that the path spends in it, its children excluded. */
export function criticalTimes({ sections }: CriticalPath): Map<SpanNode, bigint> {
  const times = new Map<SpanNode, bigint>();
  for (const { span, start, end } of sections)
    times.set(span, (times.get(span) ?? 0n) + end - start);
  return times;
}

/** Formats a part of a whole as `71%` or `<1%`; returns an empty string when the part is 0. */
export function formatShare(part: bigint, whole: bigint): string {
  if (part === 0n) return '';
  const percent = Math.round((Number(part) / Number(whole)) * 100);
  return percent === 0 ? '<1%' : `${percent}%`;
}
