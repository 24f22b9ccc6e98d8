/** The largest number of characters (UTF-16 code units) that are read, and so exported, of a text. */
export const MAX_TEXT_LENGTH = 8_192;
/** The largest number of characters of a name: of an attribute, a key of a query, a method or a class. */
export const MAX_NAME_LENGTH = 128;

/** The number of the shortest pairs of a query, `a=REDACTED`, that {@link MAX_TEXT_LENGTH} has room for. */
const MAX_ELEMENTS = 745;

/** The mark of a cut. It is ASCII, as one wider character doubles the memory that a string takes. */
export const REST = '...';

const QUOTES = `"'\``;
/**
 * Matches the apostrophe of a word such as `can't`, and not the quotes in `E'\n'`, `LIKE 'a%'` or
 * `IN('a')`.
 */
const APOSTROPHE = /(?<=\w\w)'[a-z]{0,2}(?!\w)/iy;

const SPACES = ' \t\n';
const BOUNDARIES = `${SPACES}\r,;&`;

/*
 * A number in groups: the characters that it consists of, those that may stand before it, and its greatest
 * length, which is that of an IBAN.
 */
const OF_NUMBER = `${SPACES}0123456789()+-`;
const BEFORE_NUMBER = `${BOUNDARIES}${QUOTES}=:#[{<`;
const MAX_NUMBER_LENGTH = 42;

/**
 * Cuts a text to `maxLength` characters, the last of which are `...` if something was cut off. The word, the
 * pair `key=value` or the quoted literal that the cut would divide is left out as a whole, and so is the
 * possible beginning of a number: half a secret would not be recognised as one.
 */
export function cutText(text: string, maxLength = MAX_TEXT_LENGTH): string {
  if (text.length <= maxLength) return text;
  const end = startOfNumber(text, endOfWhole(text, maxLength - REST.length));
  return copyText(text.slice(0, end) + REST);
}

/**
 * Replaces each element of a list. Only the first {@link MAX_TEXT_LENGTH} characters are read; `...` stands
 * for the elements after them, and for the one that the cut would divide.
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

/** Copies `text`, as a slice of a string holds the whole string in V8's memory. */
export function copyText(text: string): string {
  return Buffer.from(text).toString();
}

/** Returns the end of the last word, pair or literal that is whole within the first `length` characters. */
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

/** Returns the start of a number in groups that may go on after `end`; `end` if there is none. */
function startOfNumber(text: string, end: number): number {
  if (!SPACES.includes(text.charAt(end))) return end;
  const longest = Math.max(end - MAX_NUMBER_LENGTH, 0);
  let start = end;
  while (start > longest && OF_NUMBER.includes(text.charAt(start - 1))) start--;
  // Digits at the end of a word, as in `id_42` or `10.0.0.1`, are no such number.
  if (start > 0 && !BEFORE_NUMBER.includes(text.charAt(start - 1))) {
    while (start < end && !SPACES.includes(text.charAt(start))) start++;
  }
  return start;
}
