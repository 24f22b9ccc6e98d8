const MAX_NAMED = 3;

/** Lists the first three items as part of a sentence, and says how many more there are. */
export function enumerate(items: readonly string[]): string {
  const rest = items.length - MAX_NAMED;
  const named = items.slice(0, MAX_NAMED).join(', ');
  return rest > 0 ? `${named} and ${rest} more` : named;
}
