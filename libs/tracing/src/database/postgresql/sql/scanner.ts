/** The kinds of tokens in PostgreSQL's grammar. */
export type SqlTokenKind =
  'space' | 'comment' | 'literal' | 'parameter' | 'identifier' | 'word' | 'mark';

/*
 * The classes of characters. A character that is neither a letter nor a digit is a token of its own (a mark), or may
 * begin a longer one (other).
 */
const DIGIT = 1;
const LETTER = 2;
const MARK = 3;
const OTHER = 4;

/** The class of each ASCII character, at the index of its code. */
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

/** The bit in which a small letter of ASCII differs from its capital. */
const SMALL = 0x20;
const SMALL_B = 0x62;
const SMALL_E = 0x65;
const SMALL_O = 0x6f;
const SMALL_U = 0x75;
const SMALL_X = 0x78;

/**
 * Reads the tokens of a text one after the other, by the lexical rules of PostgreSQL. A literal or a comment that is
 * not closed extends to the end of the text, as any of that may be a value. The time is proportional to the length of
 * the text, whatever it holds. Never throws.
 *
 * @see https://www.postgresql.org/docs/18/sql-syntax-lexical.html
 */
export class SqlScanner {
  kind: SqlTokenKind = 'space';
  /** The index of the token's first character. */
  start = 0;
  /** The index after the token's last character. */
  end = 0;
  readonly #sql: string;
  readonly #hasEscapes: boolean;
  /** The code of the token's first character. */
  #code = SPACE;

  /** @param hasEscapes whether a backslash escapes the next character in every string, and not only in `E'…'` */
  constructor(sql: string, hasEscapes = false) {
    this.#sql = sql;
    this.#hasEscapes = hasEscapes;
  }

  /** Reads the next token. Returns `false` at the end of the text. */
  next(): boolean {
    const start = this.end;
    if (start >= this.#sql.length) return false;
    this.start = start;
    const code = this.#codeAt(start);
    this.#code = code;
    const group = classAt(code);
    if (group === MARK) this.#setToken('mark', start + 1);
    else if (group === LETTER) this.#readLetter(code);
    else if (group === DIGIT) this.#setToken('literal', this.#endOfNumber(start));
    else this.#readOther(code);
    return true;
  }

  /** The characters of the token. */
  get text(): string {
    return this.#sql.slice(this.start, this.end);
  }

  /** Whether the token is the single character `mark`. */
  isMark(mark: string): boolean {
    return this.#code === mark.charCodeAt(0) && this.kind === 'mark';
  }

  /** Whether the token is exactly one space. */
  get isSingleSpace(): boolean {
    return this.#code === SPACE && this.end - this.start === 1;
  }

  /** Returns the code of a character, and beyond the end NUL, which no text of PostgreSQL holds. */
  #codeAt(index: number): number {
    return index < this.#sql.length ? this.#sql.charCodeAt(index) : NUL;
  }

  #setToken(kind: SqlTokenKind, end: number): void {
    this.kind = kind;
    this.end = end;
  }

  #readOther(code: number): void {
    const { start } = this;
    const second = this.#codeAt(start + 1);
    if (isSpace(code)) this.#setToken('space', this.#endOfSpace(start));
    else if (code === QUOTE) this.#setToken('literal', this.#endOfString(start, this.#hasEscapes));
    else if (code === DOUBLE_QUOTE)
      this.#setToken('identifier', this.#endOfQuoted(start, DOUBLE_QUOTE, false));
    else if (code === DOLLAR) this.#readDollar();
    else if (code === MINUS && second === MINUS) this.#setToken('comment', this.#endOfLine(start));
    else if (code === SLASH && second === ASTERISK) this.#setToken('comment', this.#endOfComment());
    else if (code === DOT && classAt(second) === DIGIT) {
      this.#setToken('literal', this.#endOfNumber(start));
    } else this.#setToken('mark', code === DOT && second === DOT ? start + 2 : start + 1);
  }

  /** Reads a word, or a token with one of the prefixes `E'`, `B'`, `X'`, `U&'` and `U&"`. */
  #readLetter(code: number): void {
    const { start } = this;
    const small = code | SMALL;
    const second = this.#codeAt(start + 1);
    if (second === QUOTE && (small === SMALL_E || small === SMALL_B || small === SMALL_X)) {
      this.#setToken('literal', this.#endOfString(start + 1, small === SMALL_E));
    } else if (second === AMPERSAND && small === SMALL_U) {
      this.#readUnicode(this.#codeAt(start + 2));
    } else this.#setToken('word', this.#endOfWord(start));
  }

  #readUnicode(third: number): void {
    const { start } = this;
    if (third === QUOTE) this.#setToken('literal', this.#endOfString(start + 2, false));
    else if (third === DOUBLE_QUOTE)
      this.#setToken('identifier', this.#endOfQuoted(start + 2, DOUBLE_QUOTE, false));
    else this.#setToken('word', start + 1);
  }

  /** Reads a parameter such as `$1`, or a string such as `$tag$…$tag$`. */
  #readDollar(): void {
    const { start } = this;
    const sql = this.#sql;
    let end = start + 1;
    if (classAt(this.#codeAt(end)) === DIGIT) {
      while (classAt(this.#codeAt(end)) === DIGIT) end++;
      this.#setToken('parameter', end);
      return;
    }
    while (classAt(this.#codeAt(end)) <= LETTER) end++;
    if (this.#codeAt(end) !== DOLLAR) {
      this.#setToken('mark', start + 1);
      return;
    }
    const tag = sql.slice(start, end + 1);
    const closing = sql.indexOf(tag, end + 1);
    this.#setToken('literal', closing === -1 ? sql.length : closing + tag.length);
  }

  #endOfSpace(start: number): number {
    let end = start + 1;
    while (isSpace(this.#codeAt(end))) end++;
    return end;
  }

  #endOfWord(start: number): number {
    let end = start + 1;
    for (; ; end++) {
      const code = this.#codeAt(end);
      if (classAt(code) > LETTER && code !== DOLLAR) return end;
    }
  }

  #endOfLine(start: number): number {
    let end = start;
    while (end < this.#sql.length && !isNewline(this.#codeAt(end))) end++;
    return end;
  }

  /** Returns the end of a comment, in which others may be nested. */
  #endOfComment(): number {
    const { length } = this.#sql;
    let depth = 0;
    for (let index = this.start; index < length; index++) {
      const code = this.#codeAt(index);
      if (code === SLASH && this.#codeAt(index + 1) === ASTERISK) depth++;
      else if (code === ASTERISK && this.#codeAt(index + 1) === SLASH) depth--;
      else continue;
      index++;
      if (depth === 0) return index + 1;
    }
    return length;
  }

  /** Returns the end of a quoted token. Inside it a quote is doubled or, if `hasEscapes`, has a backslash before it. */
  #endOfQuoted(opening: number, quote: number, hasEscapes: boolean): number {
    const { length } = this.#sql;
    for (let index = opening + 1; index < length; index++) {
      const code = this.#codeAt(index);
      if (code === quote) {
        if (this.#codeAt(index + 1) !== quote) return index + 1;
        index++;
      } else if (code === BACKSLASH && hasEscapes) index++;
    }
    return length;
  }

  /**
   * Returns the end of a string, which continues after a line break by the rules with which it began: `E'a'⏎'b\'c'` is
   * one.
   */
  #endOfString(opening: number, hasEscapes: boolean): number {
    for (let next = opening; ;) {
      const end = this.#endOfQuoted(next, QUOTE, hasEscapes);
      next = this.#nextLine(end);
      if (this.#codeAt(next) !== QUOTE) return end;
    }
  }

  /** Returns the index of the next token after `end` if that is in a later line, and otherwise `end`. */
  #nextLine(end: number): number {
    let isNext = false;
    for (let index = end; ;) {
      const code = this.#codeAt(index);
      if (isNewline(code)) isNext = true;
      if (isSpace(code)) index++;
      else if (code === MINUS && this.#codeAt(index + 1) === MINUS) index = this.#endOfLine(index);
      else return isNext ? index : end;
    }
  }

  /**
   * Returns the end of a number such as `1`, `1_000`, `1.5`, `.5`, `5.`, `1.E+5` or `0xFF`. In `1..10` it ends before
   * the dots.
   */
  #endOfNumber(start: number): number {
    if (this.#codeAt(start) === ZERO && isBase(this.#codeAt(start + 1))) {
      let end = start + 2;
      while (classAt(this.#codeAt(end)) <= LETTER) end++;
      return end;
    }
    let end = this.#endOfDigits(start);
    if (this.#codeAt(end) === DOT && this.#codeAt(end + 1) !== DOT)
      end = this.#endOfDigits(end + 1);
    return this.#endOfExponent(end);
  }

  #endOfDigits(start: number): number {
    let end = start;
    for (; ; end++) {
      const code = this.#codeAt(end);
      if (classAt(code) !== DIGIT && code !== UNDERSCORE) return end;
    }
  }

  /** Returns the end of an exponent such as `E5`, `e+5` or `E-5`, and `start` if none begins there. */
  #endOfExponent(start: number): number {
    if ((this.#codeAt(start) | SMALL) !== SMALL_E) return start;
    const sign = this.#codeAt(start + 1);
    const digits = sign === PLUS || sign === MINUS ? start + 2 : start + 1;
    return classAt(this.#codeAt(digits)) === DIGIT ? this.#endOfDigits(digits) : start;
  }
}

function classOf(character: string): number {
  if (/\d/.test(character)) return DIGIT;
  if (/[a-z_]/i.test(character)) return LETTER;
  return /[\s'"$./-]/.test(character) ? OTHER : MARK;
}

/** Returns the class of a character. To PostgreSQL, every character beyond ASCII is a letter. */
function classAt(code: number): number {
  return code > 0x7f ? LETTER : (CLASSES[code] ?? OTHER);
}

/** Whether a character is a space, a tab, a line feed, a vertical tab, a form feed or a carriage return. */
function isSpace(code: number): boolean {
  return code === SPACE || (code >= TAB && code <= CARRIAGE_RETURN);
}

function isNewline(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN;
}

/** Whether a character is the `x`, `o` or `b` of `0x1F`, `0o17` and `0b11`. */
function isBase(code: number): boolean {
  const small = code | SMALL;
  return small === SMALL_X || small === SMALL_O || small === SMALL_B;
}
