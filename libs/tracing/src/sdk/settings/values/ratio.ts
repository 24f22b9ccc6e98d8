/** The ratio that `text` is, from 0 to 1; `undefined` if it is none. */
export function parseRatio(text: string): number | undefined {
  const ratio = text.trim() === '' ? Number.NaN : Number(text);
  return isRatio(ratio) ? ratio : undefined;
}

export function isRatio(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1;
}
