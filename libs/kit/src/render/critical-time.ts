import type { CriticalPath } from '../trace/critical-path.js';
import type { SpanNode } from '../trace/span-tree.js';

/** How long each span held up the root by itself, in nanoseconds. Spans off the critical path are not in it. */
export function criticalTimes({ sections }: CriticalPath): Map<SpanNode, bigint> {
  const times = new Map<SpanNode, bigint>();
  for (const { span, start, end } of sections)
    times.set(span, (times.get(span) ?? 0n) + end - start);
  return times;
}

/** `71%`, `<1%`; empty for nothing. */
export function formatShare(part: bigint, whole: bigint): string {
  if (part === 0n) return '';
  const percent = Math.round((Number(part) / Number(whole)) * 100);
  return percent === 0 ? '<1%' : `${percent}%`;
}
