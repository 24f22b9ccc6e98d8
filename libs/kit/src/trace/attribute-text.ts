import type { AttributeValue } from './span.js';

/** Returns the value of an attribute as text; an empty text for an absent one, and for bytes, a list or an object. */
export function attributeText(value: AttributeValue | undefined): string {
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value);
}
