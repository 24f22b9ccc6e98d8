import type { Trace } from '../../trace/trace.js';
import type { Flaw } from '../finding.js';

/** Finds the roots besides the first one. Orphans and cycles, which stand as roots too, are left to their own rules. */
export function findFurtherRoots({ root, roots }: Trace): Flaw[] {
  return roots
    .filter((span) => span !== root && span.parentSpanId === undefined)
    .map((span) => ({ span, message: 'is a further root: its context was not propagated' }));
}
