import { escapeGlob } from '../pattern/glob.js';
import type { ValuePattern } from '../pattern/value-pattern.js';
import { faultIn } from './fault.js';
import type { PictureLine, Range } from './picture-line.js';

/**
 * Returns the interpolated value at the range as a pattern, in which no string is a glob.
 * @throws {TreeSyntaxError} when it is `undefined`, a function or a symbol.
 */
export function interpolatedValue(line: PictureLine, range: Range): ValuePattern {
  const value = line.valueAt(range.start);
  if (isValue(value)) return withoutGlobs(value);
  throw faultIn(line, range, {
    expected: 'a value or a matcher',
    received: typeof value,
    proposal:
      'Write key=* if the attribute must be there with any value, or !key if it must be absent.',
  });
}

function isValue(value: unknown): value is ValuePattern {
  return !['undefined', 'function', 'symbol'].includes(typeof value);
}

function withoutGlobs(value: ValuePattern): ValuePattern {
  if (typeof value === 'string') return escapeGlob(value);
  if (isArray(value)) return value.map(withoutGlobs);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutGlobs(item)]));
}

function isArray(value: ValuePattern): value is readonly ValuePattern[] {
  return Array.isArray(value);
}

function isPlainObject(value: ValuePattern): value is { readonly [key: string]: ValuePattern } {
  if (typeof value !== 'object' || value === null) return false;
  // An object of another realm, such as a test runner makes, has another Object.prototype.
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
