import { enumerate } from './enumerate.js';
import { label } from './printable.js';
import type { Trace } from './trace.js';

/**
 * Describes what is wrong with the ids of a trace, a sentence for each fault: ids that several spans have, and spans that
 * are their own ancestors.
 */
export function describeFaults({ duplicates, cycles }: Trace): string[] {
  return [
    ...duplicates.map(
      (spans) =>
        `Span id ${spans[0]?.spanId} is that of ${spans.length} spans: ${enumerate(spans.map(label))}.`,
    ),
    ...cycles.map((spans) =>
      spans.length === 1
        ? `${enumerate(spans.map(label))} is its own parent.`
        : `${spans.length} spans are their own ancestors: ${enumerate(spans.map(label))}.`,
    ),
  ];
}
