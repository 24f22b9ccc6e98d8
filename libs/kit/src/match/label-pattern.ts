import type { SpanPattern } from '../pattern/span-pattern.js';
import type { TextPattern } from '../pattern/value-pattern.js';
import { printable } from '../trace/printable.js';
import type { DiffPaint } from './diff-lines.js';

/** Names the span of a pattern as `orders · POST /orders`; `*` stands for a service that the pattern leaves open. */
export function labelPattern({ service = '*', name }: SpanPattern, paint: DiffPaint): string {
  const text = (pattern: TextPattern): string =>
    typeof pattern === 'string' ? pattern : paint.stringify(pattern);
  return printable(`${text(service)} · ${text(name)}`);
}
