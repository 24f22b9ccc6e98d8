import type { SpanNode } from '../../trace/span-tree.js';
import type { Trace } from '../../trace/trace.js';
import type { LimitsBySelector } from '../budget.js';
import { type Excess, overCount } from '../excess.js';
import { heaviest } from '../heaviest.js';
import { selectSpans } from '../select-spans.js';

/** Compares how many spans there are; the culprits are the most of one service and name. */
export function exceedCounts(
  limits: number | LimitsBySelector<number>,
  { spans }: Trace,
): Excess[] {
  if (typeof limits === 'number') return exceed('count', limits, spans);
  return Object.entries(limits).flatMap(([selector, limit]) =>
    exceed(`count of ${selector}`, limit, selectSpans(selector, spans)),
  );
}

function exceed(what: string, limit: number, spans: readonly SpanNode[]): Excess[] {
  if (spans.length <= limit) return [];
  return [
    overCount(
      what,
      limit,
      spans.length,
      heaviest(spans, () => 1n),
    ),
  ];
}
