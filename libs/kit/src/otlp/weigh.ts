const NUMBER_BYTES = 8;

/** Estimates the bytes of a decoded value as protobuf would carry it: its texts, and 8 bytes for anything else. */
export function weigh(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return NUMBER_BYTES;
  if (value instanceof Uint8Array) return value.length;
  const items = Array.isArray(value) ? value : Object.entries(value).flat();
  return items.reduce<number>((bytes, item) => bytes + weigh(item), NUMBER_BYTES);
}
