import { printable } from './printable.js';
import type { SpanNode } from './span-tree.js';

const MAX_NAMES = 8;
const MAX_NAME_LENGTH = 80;

/**
 * Names a span by the way from its root to it, as `orders · POST /orders › place › users · GET /users/:id`. A service is
 * named where it begins; of a long way, the middle is left out.
 */
export function spanPath(span: SpanNode): string {
  const names: string[] = [];
  let node: SpanNode | undefined = span;
  while (node) {
    const { service, name, parent }: SpanNode = node;
    names.push(printable(cut(parent?.service === service ? name : `${service} · ${name}`)));
    node = parent;
  }
  const path = names.toReversed();
  if (path.length <= MAX_NAMES) return path.join(' › ');
  return [...path.slice(0, MAX_NAMES / 2), '…', ...path.slice(-MAX_NAMES / 2)].join(' › ');
}

function cut(name: string): string {
  return name.length <= MAX_NAME_LENGTH ? name : `${name.slice(0, MAX_NAME_LENGTH - 1)}…`;
}
