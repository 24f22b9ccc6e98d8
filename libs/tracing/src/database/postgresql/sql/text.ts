import { MAX_TEXT_LENGTH, REST } from '#span/capture/cut-text.js';
import type { SqlScanner } from './scanner.js';

/**
 * Builds `db.query.text`: the text of a query with `?` for every literal, and without comments. It has at most 8,192
 * characters, and ends in `...` if something was cut off.
 */
export class SqlText {
  readonly #sql: string;
  #text = '';
  /** The index of the first character that is unchanged and not yet in `text`. */
  #start = 0;
  /** The length in characters of the longest text, up to the end of a token, that leaves room for `...`. */
  #roomy = 0;
  #isFull = false;

  constructor(sql: string) {
    this.#sql = sql;
  }

  /** Reads the token that `scanner` stands at. */
  read(scanner: SqlScanner): void {
    if (this.#isFull) return;
    const { kind, start, end } = scanner;
    if (kind === 'literal') this.#replace(start, end, '?');
    else if (kind === 'comment' || (kind === 'space' && !scanner.isSingleSpace)) {
      this.#replace(start, end, ' ');
    }
    const length = this.#text.length + end - this.#start;
    if (length <= MAX_TEXT_LENGTH - REST.length) this.#roomy = length;
    this.#isFull = length > MAX_TEXT_LENGTH;
  }

  /**
   * Returns the text up to the index `end`.
   *
   * @param isCut whether the query is longer than that
   */
  finish(end: number, isCut: boolean): string {
    const text = this.#text + this.#sql.slice(this.#start, end);
    return isCut || this.#isFull ? text.slice(0, this.#roomy).trim() + REST : text.trim();
  }

  #replace(start: number, end: number, replacement: string): void {
    this.#text += this.#sql.slice(this.#start, start) + replacement;
    this.#start = end;
  }
}
