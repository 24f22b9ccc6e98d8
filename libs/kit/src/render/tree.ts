import { label } from '../trace/printable.js';
import type { SpanNode } from '../trace/span-tree.js';
import type { Trace } from '../trace/trace.js';
import { foldNothing, treeRows } from './tree-rows.js';

/**
 * Draws the tree of a trace as text, a line for each span: its service, its name, its kind unless it is INTERNAL, and
 * ERROR if it failed. There are no ids and no times, so two traces of the same work are drawn alike as long as siblings
 * start in the same order.
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
