/** What PostgreSQL's scanner tells apart. */
export type SqlTokenKind =
  'space' | 'comment' | 'literal' | 'parameter' | 'identifier' | 'word' | 'mark';

/** Classes of characters: what is no letter and no digit either is a token of its own, or may begin another. */
const DIGIT = 1;
const LETTER = 2;
const MARK = 3;
const OTHER = 4;

/** By the code of a character in ASCII. */
const CLASSES = Uint8Array.from({ length: 128 }, (_, code) => classOf(String.fromCharCode(code)));

const NUL = 0x00;
const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const DOUBLE_QUOTE = 0x22;
const DOLLAR = 0x24;
const AMPERSAND = 0x26;
const QUOTE = 0x27;
const ASTERISK = 0x2a;
const PLUS = 0x2b;
const MINUS = 0x2d;
const DOT = 0x2e;
const SLASH = 0x2f;
const ZERO = 0x30;
const BACKSLASH = 0x5c;
const UNDERSCORE = 0x5f;

/** The bit that tells a small letter of ASCII from its capital. */
const SMALL = 0x20;
const SMALL_B = 0x62;
const SMALL_E = 0x65;
const SMALL_O = 0x6f;
const SMALL_U = 0x75;
const SMALL_X = 0x78;

/**
 * Reads the tokens of a text one after the other, by the lexical rules of PostgreSQL. A literal or a comment
 * that is not closed reaches to the end of the text, for what follows it may be a value. Takes time in
 * proportion to the length of the text, whatever the text is, and never throws.
 *
 * @see https://www.postgresql.org/docs/18/sql-syntax-lexical.html
 */
export class SqlScanner {
  kind: SqlTokenKind = 'space';
  /** Where the token begins. */
  start = 0;
  /** The index after its last character. */
  end = 0;
  /** Its first character. */
  private code = SPACE;

  /** @param hasEscapes whether a backslash escapes what is after it in every string, not only in `E'…'` */
  constructor(
    private readonly sql: string,
    private readonly hasEscapes = false,
  ) {}

  /** Reads one token; `false` at the end of the text. */
  next(): boolean {
    const start = this.end;
    if (start >= this.sql.length) return false;
    this.start = start;
    const code = this.codeAt(start);
    this.code = code;
    const group = classAt(code);
    if (group === MARK) this.found('mark', start + 1);
    else if (group === LETTER) this.readLetter(code);
    else if (group === DIGIT) this.found('literal', this.endOfNumber(start));
    else this.readOther(code);
    return true;
  }

  get text(): string {
    return this.sql.slice(this.start, this.end);
  }

  /** Whether the token is `mark`, a single character. */
  isMark(mark: string): boolean {
    return this.code === mark.charCodeAt(0) && this.kind === 'mark';
  }

  get isSingleSpace(): boolean {
    return this.code === SPACE && this.end - this.start === 1;
  }

  /** Beyond the end that of NUL, which no text of PostgreSQL has. */
  private codeAt(index: number): number {
    return index < this.sql.length ? this.sql.charCodeAt(index) : NUL;
  }

  private found(kind: SqlTokenKind, end: number): void {
    this.kind = kind;
    this.end = end;
  }

  private readOther(code: number): void {
    const { start } = this;
    const second = this.codeAt(start + 1);
    if (isSpace(code)) this.found('space', this.endOfSpace(start));
    else if (code === QUOTE) this.found('literal', this.endOfString(start, this.hasEscapes));
    else if (code === DOUBLE_QUOTE)
      this.found('identifier', this.endOfQuoted(start, DOUBLE_QUOTE, false));
    else if (code === DOLLAR) this.readDollar();
    else if (code === MINUS && second === MINUS) this.found('comment', this.endOfLine(start));
    else if (code === SLASH && second === ASTERISK) this.found('comment', this.endOfComment());
    else if (code === DOT && classAt(second) === DIGIT) {
      this.found('literal', this.endOfNumber(start));
    } else this.found('mark', code === DOT && second === DOT ? start + 2 : start + 1);
  }

  /** A word, or what has one of the prefixes `E'`, `B'`, `X'`, `U&'` and `U&"`. */
  private readLetter(code: number): void {
    const { start } = this;
    const small = code | SMALL;
    const second = this.codeAt(start + 1);
    if (second === QUOTE && (small === SMALL_E || small === SMALL_B || small === SMALL_X)) {
      this.found('literal', this.endOfString(start + 1, small === SMALL_E));
    } else if (second === AMPERSAND && small === SMALL_U) {
      this.readUnicode(this.codeAt(start + 2));
    } else this.found('word', this.endOfWord(start));
  }

  private readUnicode(third: number): void {
    const { start } = this;
    if (third === QUOTE) this.found('literal', this.endOfString(start + 2, false));
    else if (third === DOUBLE_QUOTE)
      this.found('identifier', this.endOfQuoted(start + 2, DOUBLE_QUOTE, false));
    else this.found('word', start + 1);
  }

  /** A parameter such as `$1`, or a string such as `$tag$…$tag$`. */
  private readDollar(): void {
    const { start, sql } = this;
    let end = start + 1;
    if (classAt(this.codeAt(end)) === DIGIT) {
      while (classAt(this.codeAt(end)) === DIGIT) end++;
      this.found('parameter', end);
      return;
    }
    while (classAt(this.codeAt(end)) <= LETTER) end++;
    if (this.codeAt(end) !== DOLLAR) {
      this.found('mark', start + 1);
      return;
    }
    const tag = sql.slice(start, end + 1);
    const closing = sql.indexOf(tag, end + 1);
    this.found('literal', closing === -1 ? sql.length : closing + tag.length);
  }

  private endOfSpace(start: number): number {
    let end = start + 1;
    while (isSpace(this.codeAt(end))) end++;
    return end;
  }

  private endOfWord(start: number): number {
    let end = start + 1;
    for (; ; end++) {
      const code = this.codeAt(end);
      if (classAt(code) > LETTER && code !== DOLLAR) return end;
    }
  }

  private endOfLine(start: number): number {
    let end = start;
    while (end < this.sql.length && !isNewline(this.codeAt(end))) end++;
    return end;
  }

  /** Comments nest. */
  private endOfComment(): number {
    const { length } = this.sql;
    let depth = 0;
    for (let index = this.start; index < length; index++) {
      const code = this.codeAt(index);
      if (code === SLASH && this.codeAt(index + 1) === ASTERISK) depth++;
      else if (code === ASTERISK && this.codeAt(index + 1) === SLASH) depth--;
      else continue;
      index++;
      if (depth === 0) return index + 1;
    }
    return length;
  }

  /** A quote within is doubled, or has a backslash before it if `hasEscapes`. */
  private endOfQuoted(opening: number, quote: number, hasEscapes: boolean): number {
    const { length } = this.sql;
    for (let index = opening + 1; index < length; index++) {
      const code = this.codeAt(index);
      if (code === quote) {
        if (this.codeAt(index + 1) !== quote) return index + 1;
        index++;
      } else if (code === BACKSLASH && hasEscapes) index++;
    }
    return length;
  }

  /** A string goes on after a line break, in the way in which it began: `E'a'⏎'b\'c'` is one. */
  private endOfString(opening: number, hasEscapes: boolean): number {
    for (let next = opening; ;) {
      const end = this.endOfQuoted(next, QUOTE, hasEscapes);
      next = this.nextLine(end);
      if (this.codeAt(next) !== QUOTE) return end;
    }
  }

  /** Where something stands again after `end`, if that is in another line; `end` if it is not. */
  private nextLine(end: number): number {
    let isNext = false;
    for (let index = end; ;) {
      const code = this.codeAt(index);
      if (isNewline(code)) isNext = true;
      if (isSpace(code)) index++;
      else if (code === MINUS && this.codeAt(index + 1) === MINUS) index = this.endOfLine(index);
      else return isNext ? index : end;
    }
  }

  /** Such as `1`, `1_000`, `1.5`, `.5`, `5.`, `1.E+5` and `0xFF`; the two dots of `1..10` are none of it. */
  private endOfNumber(start: number): number {
    if (this.codeAt(start) === ZERO && isBase(this.codeAt(start + 1))) {
      let end = start + 2;
      while (classAt(this.codeAt(end)) <= LETTER) end++;
      return end;
    }
    let end = this.endOfDigits(start);
    if (this.codeAt(end) === DOT && this.codeAt(end + 1) !== DOT) end = this.endOfDigits(end + 1);
    return this.endOfExponent(end);
  }

  private endOfDigits(start: number): number {
    let end = start;
    for (; ; end++) {
      const code = this.codeAt(end);
      if (classAt(code) !== DIGIT && code !== UNDERSCORE) return end;
    }
  }

  /** The end of an exponent such as `E5`, `e+5` or `E-5`; `start` where none begins there. */
  private endOfExponent(start: number): number {
    if ((this.codeAt(start) | SMALL) !== SMALL_E) return start;
    const sign = this.codeAt(start + 1);
    const digits = sign === PLUS || sign === MINUS ? start + 2 : start + 1;
    return classAt(this.codeAt(digits)) === DIGIT ? this.endOfDigits(digits) : start;
  }
}

function classOf(character: string): number {
  if (/\d/.test(character)) return DIGIT;
  if (/[a-z_]/i.test(character)) return LETTER;
  return /[\s'"$./-]/.test(character) ? OTHER : MARK;
}

/** PostgreSQL takes every character that is not ASCII for a letter. */
function classAt(code: number): number {
  return code > 0x7f ? LETTER : (CLASSES[code] ?? OTHER);
}

/** A space, a tab, a line feed, a vertical tab, a form feed or a carriage return. */
function isSpace(code: number): boolean {
  return code === SPACE || (code >= TAB && code <= CARRIAGE_RETURN);
}

function isNewline(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN;
}

/** The `x`, `o` or `b` of `0x1F`, `0o17` and `0b11`. */
function isBase(code: number): boolean {
  const small = code | SMALL;
  return small === SMALL_X || small === SMALL_O || small === SMALL_B;
}
