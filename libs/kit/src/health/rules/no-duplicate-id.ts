import type { Trace } from '../../trace/trace.js';
import type { Flaw } from '../finding.js';

/** Finds the spans whose id an earlier span has, too. */
export function findDuplicates({ duplicates }: Trace): Flaw[] {
  return duplicates.flatMap(([first, ...others]) =>
    others.map((span) => ({
      span,
      message: `has the id of ${first?.name}, ${span.spanId}: its ids are not random, or its process was forked`,
    })),
  );
}
