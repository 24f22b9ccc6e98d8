const MAX_EDITS = 2;

/** Returns the word of `words` that `text` was probably meant to be; `undefined` when none is near. */
export function nearWord(text: string, words: readonly string[]): string | undefined {
  const limit = Math.min(MAX_EDITS, Math.max(1, Math.floor(text.length / 3)));
  for (let edits = 1; edits <= limit; edits++) {
    const near = words.find((word) => isWithin(edits, text, word));
    if (near !== undefined) return near;
  }
  return undefined;
}

/** Whether `edits` characters to add, remove or replace are enough to turn one text into the other. */
function isWithin(edits: number, one: string, other: string): boolean {
  if (one === other) return true;
  if (edits === 0) return false;
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  const [left, right] = [one.slice(same), other.slice(same)];
  return (
    isWithin(edits - 1, left.slice(1), right.slice(1)) ||
    isWithin(edits - 1, left.slice(1), right) ||
    isWithin(edits - 1, left, right.slice(1))
  );
}
