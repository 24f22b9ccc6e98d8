import type { AttributeValue } from '../trace/span.js';
import { matchesGlob } from './glob.js';

/** A matcher that decides itself whether a value is as expected, such as `expect.any(Number)`. */
export interface AsymmetricMatcher {
  asymmetricMatch(received: unknown): boolean;
}

/**
 * A pattern for text: a string, in which `*` stands for any characters, `\*` for a star and `\\` for a backslash, a
 * regular expression, or an asymmetric matcher such as `expect.stringContaining()`.
 */
export type TextPattern = string | RegExp | AsymmetricMatcher;

/** A pattern for a value of an attribute: a {@link TextPattern}, or a value. Arrays and objects match item by item. */
export type ValuePattern =
  | TextPattern
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | readonly ValuePattern[]
  | { readonly [key: string]: ValuePattern };

/** Whether the value of an attribute, or a name, matches the pattern. */
export function matchesValue(pattern: ValuePattern, value: AttributeValue): boolean {
  if (isAsymmetric(pattern)) return pattern.asymmetricMatch(value);
  if (pattern instanceof RegExp)
    return typeof value !== 'object' && String(value).search(pattern) !== -1;
  if (typeof pattern === 'string') return typeof value === 'string' && matchesGlob(pattern, value);
  if (isNumeric(pattern)) return isNumeric(value) && String(pattern) === String(value);
  if (typeof pattern === 'boolean' || pattern === null) return pattern === value;
  return typeof value === 'object' && value !== null && matchesItems(pattern, value);
}

/** Returns the one text that a pattern matches, `undefined` when it may match several. */
export function literalOf(pattern: TextPattern): string | undefined {
  return typeof pattern === 'string' && !/[*\\]/.test(pattern) ? pattern : undefined;
}

/** Whether the value is a regular expression or an asymmetric matcher, which stand for other values than themselves. */
export function isMatcher(value: unknown): value is RegExp | AsymmetricMatcher {
  return value instanceof RegExp || isAsymmetric(value);
}

/** Whether the value decides itself what matches it, as `expect.any(Number)` does. */
function isAsymmetric(value: unknown): value is AsymmetricMatcher {
  return (
    typeof (value as Partial<AsymmetricMatcher> | null | undefined)?.asymmetricMatch === 'function'
  );
}

function isNumeric(value: ValuePattern | AttributeValue): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function matchesItems(pattern: object, value: object): boolean {
  const expected = new Map<string, ValuePattern>(Object.entries(pattern));
  const received = new Map<string, AttributeValue>(Object.entries(value));
  if (Array.isArray(pattern) !== Array.isArray(value) || expected.size !== received.size)
    return false;
  return [...expected].every(([key, item]) => {
    const found = received.get(key);
    return found !== undefined && matchesValue(item, found);
  });
}
