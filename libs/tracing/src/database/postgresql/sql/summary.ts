import { SqlStatements } from './statements.js';
import type { SqlScanner } from './scanner.js';

const MAX_LENGTH = 255;

/**
 * Each operation of a query with the tables it names, such as `SELECT users` or
 * `INSERT archive SELECT orders`; for a text without one its first word. Has at most 255 characters: the
 * first part that would be beyond them, and what comes after it, is left out.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/db/database-spans/#generating-a-summary-of-the-query
 */
export class SqlSummary {
  private summary = '';
  private isFull = false;
  private firstWord: string | undefined;
  private readonly statements = new SqlStatements((part) => this.add(part));

  /** Reads the token that `scanner` stands at; neither a space nor a comment. */
  read(scanner: SqlScanner): void {
    const word = scanner.kind === 'word' ? scanner.text.toUpperCase() : '';
    this.firstWord ??= word;
    this.statements.read(scanner, word);
  }

  /** The summary of what was read, which was not all if `isCut`: then the last name may not be whole. */
  finish(isCut: boolean): string {
    if (!isCut) this.statements.finish();
    if (this.summary === '' && this.firstWord) this.add(this.firstWord);
    return this.summary || 'SQL';
  }

  private add(part: string): void {
    const longer = this.summary === '' ? part : `${this.summary} ${part}`;
    this.isFull ||= longer.length > MAX_LENGTH;
    if (!this.isFull) this.summary = longer;
  }
}
