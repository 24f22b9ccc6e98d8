import { label } from '../trace/printable.js';
import type { Trace } from '../trace/trace.js';

const MAX_NAMED = 3;

/**
 * Explains why a trace is not complete, as the end of a sentence, such as "parent 45676a… of users · GET /users/:id
 * never arrived; is its service exporting?".
 */
export function explainIncomplete(trace: Trace | undefined, destination: string): string {
  if (!trace) return `no span of it arrived; is anything exporting to ${destination}?`;
  if (trace.orphans.length > 0) return explainOrphans(trace);
  if (trace.roots.length > 1) return explainRoots(trace);
  return 'spans of it were still arriving.';
}

function explainOrphans({ orphans }: Trace): string {
  const missing = orphans.map((orphan) => `parent ${orphan.parentSpanId} of ${label(orphan)}`);
  return `${enumerate(missing)} never arrived; is its service exporting?`;
}

function explainRoots({ roots }: Trace): string {
  return `it has ${roots.length} roots: ${enumerate(roots.map(label))}.`;
}

function enumerate(items: readonly string[]): string {
  const rest = items.length - MAX_NAMED;
  const named = items.slice(0, MAX_NAMED).join(', ');
  return rest > 0 ? `${named} and ${rest} more` : named;
}
