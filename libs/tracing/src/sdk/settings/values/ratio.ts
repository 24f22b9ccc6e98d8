/** Parses a ratio from 0 to 1; returns `undefined` if `text` is none. */
export function parseRatio(text: string): number | undefined {
  const ratio = text.trim() === '' ? Number.NaN : Number(text);
  return isRatio(ratio) ? ratio : undefined;
}

/** Whether `value` is a number from 0 to 1. */
export function isRatio(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1;
}
