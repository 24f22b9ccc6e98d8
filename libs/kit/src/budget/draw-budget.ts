import type { Trace } from '../trace/trace.js';
import { printable } from '../trace/printable.js';
import { drawPath } from './draw-path.js';
import type { Excess } from './excess.js';

/** Draws what a trace exceeds, then its critical path, on which the spans are marked that take the most. */
export function drawBudget(excesses: readonly Excess[], trace: Trace): string {
  const lines = excesses.map(
    ({ what, expected, received }) =>
      `! ${printable(`${what}: expected ${expected}, received ${received}`)}`,
  );
  return [...(lines.length > 0 ? [lines.join('\n')] : []), drawPath(excesses, trace)].join('\n\n');
}
