import { printable } from '../trace/printable.js';
import type { AttributeValue } from '../trace/span.js';

/** Returns the value of an attribute as an expression of JavaScript, for the values that a picture cannot spell. */
export function toExpression(value: AttributeValue): string {
  if (typeof value === 'string') return printable(JSON.stringify(value));
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Uint8Array) return `Uint8Array.of(${value.join(', ')})`;
  if (isList(value)) return `[${value.map(toExpression).join(', ')}]`;
  return `{ ${Object.entries(value).map(toProperty).join(', ')} }`;
}

// A computed key has no special meaning, where "__proto__" would set the prototype.
function toProperty([key, value]: readonly [string, AttributeValue]): string {
  return `[${toExpression(key)}]: ${toExpression(value)}`;
}

function isList(value: object): value is readonly AttributeValue[] {
  return Array.isArray(value);
}
