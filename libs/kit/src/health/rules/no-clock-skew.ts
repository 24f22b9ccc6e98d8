import { formatDuration } from '../../render/duration.js';
import type { Trace } from '../../trace/trace.js';
import type { Flaw, RuleSettings } from '../finding.js';

/** Finds the processes whose clocks disagree, by the span that shows it best. */
export function findClockSkews(trace: Trace, { toleranceNanos }: RuleSettings): Flaw[] {
  return trace.clockSkews(toleranceNanos).map(({ parent, child, behind }) => {
    const early = formatDuration(parent.startTimeUnixNano - child.startTimeUnixNano);
    return {
      span: child,
      message: `starts ${early} before its parent: the clock of ${child.service} is about ${formatDuration(behind)} behind that of ${parent.service}`,
    };
  });
}
