import { matchesValue } from '../pattern/value-pattern.js';
import type { SpanNode } from '../trace/span-tree.js';

const SEPARATOR = ' · ';

/** Returns the spans whose service or name matches a glob, or both of them if it has the form `service · name`. */
export function selectSpans(selector: string, spans: readonly SpanNode[]): SpanNode[] {
  const split = selector.indexOf(SEPARATOR);
  const [service, name] =
    split === -1
      ? [selector, selector]
      : [selector.slice(0, split), selector.slice(split + SEPARATOR.length)];
  return spans.filter((span) => {
    const matches = [matchesValue(service, span.service), matchesValue(name, span.name)];
    return split === -1 ? matches.includes(true) : !matches.includes(false);
  });
}
