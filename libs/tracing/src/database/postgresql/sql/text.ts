import { MAX_TEXT_LENGTH, REST } from '#span/capture/cut-text.js';
import type { SqlScanner } from './scanner.js';

/**
 * `db.query.text`: what was read, with `?` for every literal, and without comments. Has at most 8,192
 * characters, of which the last are `...` where something was cut off.
 */
export class SqlText {
  private text = '';
  /** From here on the statement is exported as it is, and not yet in `text`. */
  private start = 0;
  /** How much of the text leaves room for the `...` after it. */
  private roomy = 0;
  private isFull = false;

  constructor(private readonly sql: string) {}

  /** Reads the token that `scanner` stands at. */
  read(scanner: SqlScanner): void {
    if (this.isFull) return;
    const { kind, start, end } = scanner;
    if (kind === 'literal') this.replace(start, end, '?');
    else if (kind === 'comment' || (kind === 'space' && !scanner.isSingleSpace)) {
      this.replace(start, end, ' ');
    }
    const length = this.text.length + end - this.start;
    if (length <= MAX_TEXT_LENGTH - REST.length) this.roomy = length;
    this.isFull = length > MAX_TEXT_LENGTH;
  }

  /** The text of what stands before `end`, after which something was cut off if `isCut`. */
  finish(end: number, isCut: boolean): string {
    const text = this.text + this.sql.slice(this.start, end);
    return isCut || this.isFull ? text.slice(0, this.roomy).trim() + REST : text.trim();
  }

  private replace(start: number, end: number, replacement: string): void {
    this.text += this.sql.slice(this.start, start) + replacement;
    this.start = end;
  }
}
