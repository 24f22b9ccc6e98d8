import type { SpanPattern } from '../pattern/span-pattern.js';
import { type TreeValue, tree } from './tree.js';

/** Reads a text as if it stood between the back-ticks of `tree`, with `values` for each `{}`. */
export function treeOf(text: string, ...values: readonly TreeValue[]): SpanPattern {
  const parts = text.split('{}');
  return tree(Object.assign(parts, { raw: parts }), ...values);
}
