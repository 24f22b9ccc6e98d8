import { editsBetween } from '../pattern/edits-between.js';

const MAX_EDITS = 2;

/** Returns the word of `words` that `text` was probably meant to be; `undefined` when none is near. */
export function nearWord(text: string, words: readonly string[]): string | undefined {
  const limit = Math.min(MAX_EDITS, Math.max(1, Math.floor(text.length / 3)));
  for (let edits = 1; edits <= limit; edits++) {
    const near = words.find((word) => editsBetween(text, word) <= edits);
    if (near !== undefined) return near;
  }
  return undefined;
}
