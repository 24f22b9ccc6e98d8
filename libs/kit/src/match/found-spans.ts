import { prunedRows } from '../render/pruned-rows.js';
import { label } from '../trace/printable.js';
import type { SpanNode } from '../trace/span-tree.js';
import type { Trace } from '../trace/trace.js';

const MAX_ROWS = 40;

/** Draws the spans that were found, marked by `+`, below their ancestors; those that look alike share a line. */
export function drawFound({ roots }: Trace, found: ReadonlySet<SpanNode>): string {
  const rows = prunedRows(roots, found);
  const lines = rows.slice(0, MAX_ROWS).map(({ node, nodes, branch }) => {
    const count = nodes.length > 1 ? `  ×${nodes.length}` : '';
    return `${found.has(node) ? '+' : ' '} ${branch}${label(node)}${count}`;
  });
  const rest = rows.length - MAX_ROWS;
  return [...lines, ...(rest > 0 ? [`  … ${rest} more lines`] : [])].join('\n');
}
