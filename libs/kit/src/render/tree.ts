import { label } from '../trace/printable.js';
import type { SpanNode } from '../trace/span-tree.js';
import type { Trace } from '../trace/trace.js';
import { foldNothing, treeRows } from './tree-rows.js';

/**
 * The tree as text, one line a span: service, name, the kind unless it is INTERNAL, and ERROR. Without ids and times,
 * so it is the same for the same work as long as siblings start in the same order.
 *
 * @example
 * expect(renderTree(trace)).toBe('orders · GET /ping  SERVER\n└─ orders · GET  CLIENT');
 */
export function renderTree(trace: Trace): string {
  return treeRows(trace.roots, foldNothing)
    .map(({ branch, node }) => `${branch}${[label(node), ...remarksOn(node)].join('  ')}`)
    .join('\n');
}

function remarksOn({ kind, status }: SpanNode): string[] {
  return [...(kind === 'INTERNAL' ? [] : [kind]), ...(status.code === 'ERROR' ? ['ERROR'] : [])];
}
