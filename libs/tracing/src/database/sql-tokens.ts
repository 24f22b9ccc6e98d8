/** The smallest part of a statement that PostgreSQL's scanner tells from the next one. */
export interface SqlToken {
  readonly kind: 'space' | 'comment' | 'literal' | 'identifier' | 'word' | 'mark';
  readonly text: string;
}

type Kind = SqlToken['kind'];

/** The end of a token: the index after its last character. */
interface Found {
  readonly kind: Kind;
  readonly end: number;
}

/**
 * Splits a statement into its tokens, by the lexical rules of PostgreSQL. A literal or a comment that is
 * not closed reaches to the end of the text, for what follows it may be a value. Takes time in proportion
 * to the length of the text, whatever the text is, and never throws.
 *
 * @see https://www.postgresql.org/docs/18/sql-syntax-lexical.html
 */
export function tokenizeSql(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  for (let start = 0; start < sql.length;) {
    const { kind, end } = findToken(sql, start);
    tokens.push({ kind, text: sql.slice(start, end) });
    start = end;
  }
  return tokens;
}

function findToken(sql: string, start: number): Found {
  const first = sql.charAt(start);
  const second = sql.charAt(start + 1);
  if (isSpace(first)) return { kind: 'space', end: endOfRun(sql, start, isSpace) };
  if (first === '-' && second === '-') {
    return { kind: 'comment', end: endOfRun(sql, start, isInLine) };
  }
  if (first === '/' && second === '*') return { kind: 'comment', end: endOfComment(sql, start) };
  if (first === '"') return { kind: 'identifier', end: endOfQuoted(sql, start, '"') };
  if (first === '$') return findDollar(sql, start);
  if (isDigit(first) || (first === '.' && isDigit(second))) {
    return { kind: 'literal', end: endOfNumber(sql, start) };
  }
  const end = endOfString(sql, start);
  if (end !== undefined) return { kind: 'literal', end };
  if (isLetter(first)) return { kind: 'word', end: endOfRun(sql, start, isWordCharacter) };
  return { kind: 'mark', end: start + sizeOf(sql, start) };
}

function isSpace(character: string): boolean {
  return character !== '' && ' \t\n\r\f\v'.includes(character);
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

/** PostgreSQL takes every character that is not ASCII for a letter. */
function isLetter(character: string): boolean {
  return (
    (character >= 'a' && character <= 'z') ||
    (character >= 'A' && character <= 'Z') ||
    character === '_' ||
    character >= '\x80'
  );
}

function isWordCharacter(character: string): boolean {
  return isLetter(character) || isDigit(character) || character === '$';
}

function isInLine(character: string): boolean {
  return character !== '\n' && character !== '\r';
}

function isTagCharacter(character: string): boolean {
  return isLetter(character) || isDigit(character);
}

function isPartOfNumber(character: string): boolean {
  return isDigit(character) || character === '_';
}

function endOfRun(sql: string, start: number, isPart: (character: string) => boolean): number {
  let end = start + 1;
  while (end < sql.length && isPart(sql.charAt(end))) end++;
  return end;
}

/** A character outside the basic plane has two places in the text. */
function sizeOf(sql: string, index: number): number {
  return (sql.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
}

/** Comments nest. */
function endOfComment(sql: string, start: number): number {
  let depth = 0;
  for (let index = start; index < sql.length; index++) {
    const pair = sql.slice(index, index + 2);
    if (pair === '/*') depth++;
    else if (pair === '*/') depth--;
    else continue;
    index++;
    if (depth === 0) return index + 1;
  }
  return sql.length;
}

/** A quote within is doubled. */
function endOfQuoted(sql: string, opening: number, quote: string): number {
  let closing = sql.indexOf(quote, opening + 1);
  while (closing !== -1 && sql.charAt(closing + 1) === quote) {
    closing = sql.indexOf(quote, closing + 2);
  }
  return closing === -1 ? sql.length : closing + 1;
}

/** A string is one of `'…'`, `E'…'`, `B'…'`, `X'…'` and `U&'…'`; `undefined` where none begins. */
function endOfString(sql: string, start: number): number | undefined {
  const prefix = sql.slice(start, start + 3).toUpperCase();
  if (prefix.startsWith("'")) return endOfQuoted(sql, start, "'");
  if (prefix.startsWith("E'")) return endOfEscaped(sql, start + 1);
  if (prefix.startsWith("B'") || prefix.startsWith("X'")) return endOfQuoted(sql, start + 1, "'");
  return prefix === "U&'" ? endOfQuoted(sql, start + 2, "'") : undefined;
}

/** A quote within is doubled, or has a backslash before it. */
function endOfEscaped(sql: string, opening: number): number {
  for (let index = opening + 1; index < sql.length; index++) {
    const character = sql.charAt(index);
    const isDoubled = character === "'" && sql.charAt(index + 1) === "'";
    if (character === '\\' || isDoubled) index++;
    else if (character === "'") return index + 1;
  }
  return sql.length;
}

/** A parameter such as `$1`, or a string such as `$tag$…$tag$`. */
function findDollar(sql: string, start: number): Found {
  if (isDigit(sql.charAt(start + 1))) {
    return { kind: 'word', end: endOfRun(sql, start, isDigit) };
  }
  const tagEnd = endOfRun(sql, start, isTagCharacter);
  if (sql.charAt(tagEnd) !== '$') return { kind: 'mark', end: start + 1 };
  const tag = sql.slice(start, tagEnd + 1);
  const closing = sql.indexOf(tag, tagEnd + 1);
  return { kind: 'literal', end: closing === -1 ? sql.length : closing + tag.length };
}

/** Such as `1`, `1_000`, `1.5`, `.5`, `5.`, `1.E+5` and `0xFF`; the two dots of `1..10` are none of it. */
function endOfNumber(sql: string, start: number): number {
  if (/^0[xob]$/i.test(sql.slice(start, start + 2)))
    return endOfRun(sql, start + 1, isTagCharacter);
  let end = start;
  if (isDigit(sql.charAt(start))) end = endOfRun(sql, start, isPartOfNumber);
  if (sql.charAt(end) === '.' && sql.charAt(end + 1) !== '.') {
    end = endOfRun(sql, end, isPartOfNumber);
  }
  return endOfExponent(sql, end);
}

/** The end of an exponent such as `E5`, `e+5` or `E-5`; `start` where none begins there. */
function endOfExponent(sql: string, start: number): number {
  if (sql.charAt(start).toUpperCase() !== 'E') return start;
  const sign = sql.charAt(start + 1);
  const digits = sign === '+' || sign === '-' ? start + 2 : start + 1;
  return isDigit(sql.charAt(digits)) ? endOfRun(sql, digits, isPartOfNumber) : start;
}
