import { SqlStatements } from './statements.js';
import type { SqlScanner } from './scanner.js';

/** The length in characters that semantic conventions allow a summary. */
const MAX_LENGTH = 255;

/**
 * Builds the summary of a query: each operation with the tables that it names, such as `SELECT users` or
 * `INSERT archive SELECT orders`. The summary of a text without an operation is its first word. It has at most 255
 * characters; the first part that does not fit is left out with all that follow.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/db/database-spans/#generating-a-summary-of-the-query
 */
export class SqlSummary {
  #summary = '';
  #isFull = false;
  #firstWord: string | undefined;
  readonly #statements = new SqlStatements((part) => this.#add(part));

  /** Reads the token that `scanner` stands at, which is neither a space nor a comment. */
  read(scanner: SqlScanner): void {
    const word = scanner.kind === 'word' ? scanner.text.toUpperCase() : '';
    this.#firstWord ??= word;
    this.#statements.read(scanner, word);
  }

  /**
   * Returns the summary of the tokens that were read.
   *
   * @param isCut whether the text was longer, so that the last name may be incomplete and is left out
   */
  finish(isCut: boolean): string {
    if (!isCut) this.#statements.finish();
    if (this.#summary === '' && this.#firstWord) this.#add(this.#firstWord);
    return this.#summary || 'SQL';
  }

  #add(part: string): void {
    const longer = this.#summary === '' ? part : `${this.#summary} ${part}`;
    this.#isFull ||= longer.length > MAX_LENGTH;
    if (!this.#isFull) this.#summary = longer;
  }
}
