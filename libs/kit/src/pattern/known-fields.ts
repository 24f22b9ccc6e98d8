import { editsBetween } from './edits-between.js';
import { UnknownFieldError } from './errors.js';

/**
 * Checks that an object has no field but the known ones: in JavaScript nothing else notices a misspelt one, and a pattern
 * without it would match more than was meant.
 * @throws {UnknownFieldError} naming the field, and the known one that is spelt most alike.
 */
export function requireKnownFields(
  owner: string,
  fields: object,
  known: Readonly<Record<string, true>>,
): void {
  const unknown = Object.keys(fields).find((field) => !Object.hasOwn(known, field));
  if (unknown === undefined) return;
  const distance = (name: string): number =>
    editsBetween(unknown, name) - sharedLetters(unknown, name);
  const [nearest = ''] = Object.keys(known).toSorted((a, b) => distance(a) - distance(b));
  throw new UnknownFieldError(owner, unknown, nearest);
}

/** Counts the letters with which both words begin: those of an abbreviation tell more than how long it is. */
function sharedLetters(word: string, other: string): number {
  const differs = Array.from(word).findIndex((letter, index) => letter !== other[index]);
  return differs === -1 ? word.length : differs;
}
