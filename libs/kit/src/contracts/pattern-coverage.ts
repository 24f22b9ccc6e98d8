import { matchesFields } from '../match/differences.js';
import type { SpanPattern } from '../pattern/span-pattern.js';
import { matchesValue } from '../pattern/value-pattern.js';
import type { Coverage, Covers } from './contract.js';

/**
 * Returns what a pattern says of a span: that it is there, if the span is as some part of the pattern says, wherever it
 * stands. A part that accepts any name says nothing.
 */
export function coverageOf(pattern: SpanPattern): Covers {
  const parts = [...partsOf(pattern)].filter(({ name }) => name !== '*');
  const byName = Map.groupBy(parts, ({ name }) => (isLiteral(name) ? name : ''));
  return (span) => {
    const matching = [...(byName.get(span.name) ?? []), ...(byName.get('') ?? [])].filter(
      (part) => matchesValue(part.name, span.name) && matchesFields(part, span),
    );
    return coverageBy(matching);
  };
}

function* partsOf(pattern: SpanPattern): Generator<SpanPattern> {
  const pending = [pattern];
  for (let next = pending.pop(); next; next = pending.pop()) {
    yield next;
    for (const child of next.children?.spans ?? []) pending.push(child.pattern);
  }
}

function isLiteral(name: SpanPattern['name']): name is string {
  return typeof name === 'string' && !/[*\\]/.test(name);
}

function coverageBy(parts: readonly SpanPattern[]): Coverage {
  return { span: parts.length > 0, error: parts.some(saysError) };
}

const ERROR_KEYS = ['error.type', 'http.response.status_code', 'http.status_code'];

/** Whether a pattern that matches a failed span says that it fails. */
function saysError({ status, statusMessage, events = [], attributes = {} }: SpanPattern): boolean {
  return (
    status === 'ERROR' ||
    statusMessage !== undefined ||
    events.length > 0 ||
    ERROR_KEYS.some((key) => attributes[key] !== undefined)
  );
}
