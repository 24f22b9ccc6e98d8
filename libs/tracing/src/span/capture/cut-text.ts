/** How many characters (UTF-16 code units) of a text are read, and so exported at most. */
export const MAX_TEXT_LENGTH = 8_192;
/** The same of a name: of an attribute, of a query's key, of a method or a class. */
export const MAX_NAME_LENGTH = 128;

/** As many as the shortest pairs of a query, `a=REDACTED`, that {@link MAX_TEXT_LENGTH} has room for. */
const MAX_ELEMENTS = 745;

/** Stands for what was cut off. In ASCII: one wider character doubles what a string takes in memory. */
export const REST = '...';

const QUOTES = `"'\``;
/** As in `can't`, and not as in `E'\n'`, `LIKE 'a%'` or `IN('a')`. */
const APOSTROPHE = /(?<=\w\w)'[a-z]{0,2}(?!\w)/iy;

const SPACES = ' \t\n';
const BOUNDARIES = `${SPACES}\r,;&`;

/** What a number in groups is made of, what may stand before one, and how long one may be: as an IBAN. */
const OF_NUMBER = `${SPACES}0123456789()+-`;
const BEFORE_NUMBER = `${BOUNDARIES}${QUOTES}=:#[{<`;
const MAX_NUMBER_LENGTH = 42;

/**
 * The first `maxLength` characters of a text, of which the last are `...` where something was cut off. The
 * word, the pair `key=value` or the quoted literal that the cut goes through goes with the rest, and so does
 * what may be the beginning of a number: half a secret would no longer be recognised as one.
 */
export function cutText(text: string, maxLength = MAX_TEXT_LENGTH): string {
  if (text.length <= maxLength) return text;
  const end = startOfNumber(text, endOfWhole(text, maxLength - REST.length));
  return ownText(text.slice(0, end) + REST);
}

/**
 * A list with each element replaced, read up to {@link MAX_TEXT_LENGTH} characters; `...` stands for the
 * elements beyond, and for the one that the cut goes through.
 */
export function replaceElements(
  list: string,
  separator: string,
  replace: (element: string) => string,
): string {
  const isLong = list.length > MAX_TEXT_LENGTH;
  const end = isLong ? list.lastIndexOf(separator, MAX_TEXT_LENGTH) : list.length;
  const elements = end === -1 ? [] : list.slice(0, end).split(separator, MAX_ELEMENTS + 1);
  const replaced = elements.slice(0, MAX_ELEMENTS).map(replace);
  if (isLong || elements.length > MAX_ELEMENTS) replaced.push(REST);
  return replaced.join(separator);
}

/** A copy of `text`: V8 has a slice of a string hold the whole of it in memory. */
export function ownText(text: string): string {
  return Buffer.from(text).toString();
}

/** Where the last word, pair or literal ends that is whole within the first `length` characters. */
function endOfWhole(text: string, length: number): number {
  let end = 0;
  let quote = '';
  for (let at = 0; at <= length; at++) {
    const character = text.charAt(at);
    if (quote !== '') {
      if (character === '\\') at++;
      else if (character === quote) quote = '';
    } else if (QUOTES.includes(character)) {
      if (!isApostrophe(text, at)) quote = character;
    } else if (BOUNDARIES.includes(character)) end = at;
  }
  return end;
}

function isApostrophe(text: string, at: number): boolean {
  APOSTROPHE.lastIndex = at;
  return APOSTROPHE.test(text);
}

/** Where the number in groups begins that may go on after `end`; `end` if there is none. */
function startOfNumber(text: string, end: number): number {
  if (!SPACES.includes(text.charAt(end))) return end;
  const longest = Math.max(end - MAX_NUMBER_LENGTH, 0);
  let start = end;
  while (start > longest && OF_NUMBER.includes(text.charAt(start - 1))) start--;
  // What is the end of a word is none: `id_42`, `10.0.0.1`.
  if (start > 0 && !BEFORE_NUMBER.includes(text.charAt(start - 1))) {
    while (start < end && !SPACES.includes(text.charAt(start))) start++;
  }
  return start;
}
