import { type SpanNode, descend } from './span-tree.js';

/** Whether a span stands as a root though the parent that it names is among the spans below it. */
export function isOwnAncestor(root: SpanNode): boolean {
  if (root.parent || root.parentSpanId === undefined) return false;
  for (const [{ spanId }] of descend([root])) if (spanId === root.parentSpanId) return true;
  return false;
}
