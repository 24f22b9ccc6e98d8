import { type Duration, toNanos } from '../../pattern/duration.js';
import { criticalTimes } from '../../render/critical-time.js';
import { findCriticalPath } from '../../trace/critical-path.js';
import type { Trace } from '../../trace/trace.js';
import { type Excess, overTime } from '../excess.js';
import { heaviest } from '../heaviest.js';

/** Compares the duration of the root; the culprit is what the critical path spends most time in. */
export function exceedTotal(limit: Duration, { root }: Trace): Excess[] {
  if (root.duration <= toNanos(limit)) return [];
  const times = criticalTimes(findCriticalPath(root));
  const culprits = heaviest([...times.keys()], (span) => times.get(span) ?? 0n);
  return [overTime('total', limit, root.duration, culprits)];
}
