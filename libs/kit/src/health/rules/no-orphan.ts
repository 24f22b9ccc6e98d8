import type { Trace } from '../../trace/trace.js';
import type { Flaw } from '../finding.js';

/** Finds the spans whose parent has not arrived. */
export function findOrphans({ orphans }: Trace): Flaw[] {
  return orphans.map((span) => ({
    span,
    message: `names a parent that never arrived: ${span.parentSpanId}`,
  }));
}
