import { descend } from '../../trace/span-tree.js';
import type { Trace } from '../../trace/trace.js';
import { type Excess, overCount } from '../excess.js';

/** Compares how many spans lie between a root and a leaf; the culprit is the first of the deepest spans. */
export function exceedDepth(limit: number, { root, roots }: Trace): Excess[] {
  let deepest = { node: root, depth: 1 };
  for (const [node, depth] of descend(roots)) {
    if (depth + 1 > deepest.depth) deepest = { node, depth: depth + 1 };
  }
  return deepest.depth <= limit ? [] : [overCount('depth', limit, deepest.depth, [deepest.node])];
}
