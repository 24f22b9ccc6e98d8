import type { AttributeValue, Attributes } from '../trace/span.js';
import { renamedKeys } from './renamed-keys.js';

/** An attribute whose key is like the one that was looked for. */
export interface NearAttribute {
  readonly key: string;
  readonly value: AttributeValue;
}

/**
 * Finds the attribute that an absent key probably means: by its older or newer name in semantic conventions, by the same
 * words in another spelling, such as `orderId` for `order.id`, or by all words of the one key in the other, such as
 * `http.response.status_code` for `http.status_code`. Keys that the pattern names itself are not meant.
 */
export function findNearAttribute(
  absent: string,
  attributes: Attributes,
  named: Readonly<Record<string, unknown>>,
): NearAttribute | undefined {
  const keys = Object.keys(attributes).filter((key) => !Object.hasOwn(named, key));
  const key =
    renamedKeys(absent).find((renamed) => keys.includes(renamed)) ??
    keys.find((candidate) => spelling(candidate) === spelling(absent)) ??
    keys.find((candidate) => isWithin(absent, candidate) || isWithin(candidate, absent)) ??
    keys.find((candidate) => isMisspelt(spelling(absent), spelling(candidate)));
  const value = key === undefined ? undefined : attributes[key];
  return key === undefined || value === undefined ? undefined : { key, value };
}

/** Returns the letters and digits of a key alone, in lower case. */
function spelling(key: string): string {
  return key.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function wordsOf(key: string): string[] {
  return key
    .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, '.')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
}

/** Whether all words of the shorter key stand in the longer one in the same order, and begin and end it. */
function isWithin(shorter: string, longer: string): boolean {
  const [words, others] = [wordsOf(shorter), wordsOf(longer)];
  if (words.length < 2 || words[0] !== others[0] || words.at(-1) !== others.at(-1)) return false;
  let found = 0;
  for (const word of others) if (word === words[found]) found += 1;
  return found === words.length;
}

/** Whether one letter too many, too few or wrong, or two that are swapped, make the difference. */
function isMisspelt(one: string, other: string): boolean {
  const [shorter, longer] = one.length <= other.length ? [one, other] : [other, one];
  if (shorter.length < 4 || longer.length - shorter.length > 1) return false;
  let same = 0;
  while (same < shorter.length && shorter[same] === longer[same]) same += 1;
  const rest = longer.slice(same + 1);
  const swapped = `${longer[same + 1]}${longer[same]}${longer.slice(same + 2)}`;
  return (
    shorter.slice(same) === rest ||
    shorter.slice(same + 1) === rest ||
    shorter.slice(same) === swapped
  );
}
