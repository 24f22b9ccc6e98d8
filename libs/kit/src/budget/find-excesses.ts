import type { Trace } from '../trace/trace.js';
import type { TraceBudget } from './budget.js';
import type { Excess } from './excess.js';
import { exceedCounts } from './limits/count.js';
import { exceedDepth } from './limits/depth.js';
import { exceedDurations } from './limits/duration.js';
import { exceedSelfTimes } from './limits/self-time.js';
import { exceedTotal } from './limits/total.js';

/** Returns every limit of a budget that a trace exceeds. A limit of time for spans that are not there is exceeded. */
export function findExcesses(
  { total, duration, selfTime, count, depth }: TraceBudget,
  trace: Trace,
): Excess[] {
  return [
    ...(total === undefined ? [] : exceedTotal(total, trace)),
    ...(duration === undefined ? [] : exceedDurations(duration, trace)),
    ...(selfTime === undefined ? [] : exceedSelfTimes(selfTime, trace)),
    ...(count === undefined ? [] : exceedCounts(count, trace)),
    ...(depth === undefined ? [] : exceedDepth(depth, trace)),
  ];
}
