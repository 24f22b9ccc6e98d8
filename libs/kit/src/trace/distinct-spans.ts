import { isDeepStrictEqual } from 'node:util';
import type { Span } from './span.js';

/** Returns the spans without those that equal an earlier one. Different spans with one id all stay. */
export function distinctSpans(spans: readonly Span[]): Span[] {
  const withSameId = new Map<string, Span[]>();
  return spans.filter((span) => {
    const others = withSameId.get(span.spanId);
    if (!others) withSameId.set(span.spanId, [span]);
    else if (others.some((other) => isDeepStrictEqual(other, span))) return false;
    else others.push(span);
    return true;
  });
}
