import type { AttributeValue, Attributes } from '../trace/span.js';

// Protobuf's own parsers have this limit: https://protobuf.dev/programming-guides/proto-limits/
export const MAX_VALUE_DEPTH = 100;

/** Sets an attribute while attributes are being read. `__proto__` becomes a property like any other. */
export function putAttribute(attributes: Attributes, key: string, value: AttributeValue): void {
  if (key !== '__proto__') (attributes as Record<string, AttributeValue>)[key] = value;
  else
    Object.defineProperty(attributes, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
}
