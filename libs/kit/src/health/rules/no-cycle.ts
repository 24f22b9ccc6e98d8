import type { Trace } from '../../trace/trace.js';
import type { Flaw } from '../finding.js';

/** Finds the spans that are their own ancestors, one for each ring of parents. */
export function findCycles({ cycles }: Trace): Flaw[] {
  return cycles.flatMap((ring) => {
    const [span] = ring;
    const parent = ring.at(-1);
    if (!span || !parent) return [];
    const message =
      parent === span
        ? 'is its own parent'
        : `is its own ancestor: its parent, ${parent.name}, is below it`;
    return [{ span, message }];
  });
}
