import type { SqlScanner } from './sql-scanner.js';

const MAX_LENGTH = 255;

const OPERATIONS = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE']);

/** `ON CONFLICT DO UPDATE`, `FOR UPDATE` and `ON DELETE` are no operations of their own. */
const BEFORE_CLAUSE = new Set(['DO', 'FOR', 'ON', 'KEY', 'THEN']);

/** What stands after a function, and is no name of its rows. */
const AFTER_FUNCTION = new Set(['WHERE', 'JOIN', 'ON', 'ORDER', 'GROUP', 'LIMIT']);

/** What is open: the statement, or a parenthesis in it. */
interface Level {
  /** Whether a FROM names a table: that of `extract(day FROM t)` does not. */
  selects: boolean;
  /** Of which function in the place of a table this holds the arguments. */
  readonly functionName?: string;
}

/** What may come next: the name of a table, a part of it, what ends it, or a name for the rows of a function. */
type Expected = 'nothing' | 'name' | 'part' | 'end of name' | 'alias';

/**
 * Each operation of a query with the tables it names, such as `SELECT users` or
 * `INSERT archive SELECT orders`; for any other statement its first word. Has at most 255 characters: the
 * first part that would be beyond them, and what comes after it, is left out.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/db/database-spans/#generating-a-summary-of-the-query
 */
export class SqlSummary {
  private summary = '';
  private isFull = false;
  private firstWord: string | undefined;
  private before = '';
  private expected: Expected = 'nothing';
  private name = '';
  private mayBeFunction = false;
  private readonly levels: Level[] = [{ selects: false }];

  /** Reads the token that `scanner` stands at; neither a space nor a comment. */
  read(scanner: SqlScanner): void {
    const word = scanner.kind === 'word' ? scanner.text.toUpperCase() : '';
    this.firstWord ??= word;
    const isTarget = this.expected !== 'nothing' && this.isPartOfTarget(scanner, word);
    if (!isTarget) this.readToken(scanner, word);
    this.before = word;
  }

  /** The summary of what was read, which was not all if `isCut`: then the last name may not be whole. */
  finish(isCut: boolean): string {
    if (!isCut) this.endTarget();
    if (this.summary === '' && this.firstWord) this.add(this.firstWord);
    return this.summary || 'SQL';
  }

  private isPartOfTarget(scanner: SqlScanner, word: string): boolean {
    if (this.expected === 'end of name') return this.readEndOfName(scanner);
    const isBeforeName =
      (this.expected === 'alias' && word === 'AS') ||
      (this.expected === 'name' && (word === 'ONLY' || word === 'LATERAL'));
    return isBeforeName || this.readName(scanner, word);
  }

  private readName(scanner: SqlScanner, word: string): boolean {
    const isName =
      scanner.kind === 'identifier' ||
      (scanner.kind === 'word' &&
        !OPERATIONS.has(word) &&
        !(this.expected === 'alias' && AFTER_FUNCTION.has(word)));
    if (!isName) {
      this.endTarget();
      return false;
    }
    const name = unquote(scanner);
    this.name = this.expected === 'part' ? `${this.name}.${name}` : name;
    if (this.expected === 'alias') this.endTarget();
    else this.expected = 'end of name';
    return true;
  }

  private readEndOfName(scanner: SqlScanner): boolean {
    if (scanner.isMark('.')) {
      this.expected = 'part';
      return true;
    }
    if (this.mayBeFunction && scanner.isMark('(')) {
      this.levels.push({ selects: false, functionName: this.name });
      this.expected = 'nothing';
      return true;
    }
    this.endTarget();
    return false;
  }

  private readToken(scanner: SqlScanner, word: string): void {
    if (word !== '') this.readWord(word);
    else if (scanner.isMark('(')) this.levels.push({ selects: false });
    else if (scanner.isMark(')')) this.close();
  }

  private close(): void {
    if (this.levels.length === 1) return;
    const { functionName } = this.levels.pop() ?? {};
    if (functionName !== undefined) this.expect('alias', functionName);
  }

  private readWord(word: string): void {
    const level = this.levels.at(-1);
    const isOperation = OPERATIONS.has(word) && !BEFORE_CLAUSE.has(this.before);
    if (isOperation) {
      this.add(word);
      if (level) level.selects = word === 'SELECT' || word === 'DELETE';
    }
    const namesTarget =
      word === 'INTO' ||
      word === 'JOIN' ||
      (word === 'UPDATE' && isOperation) ||
      (word === 'FROM' && level?.selects === true && this.before !== 'DISTINCT');
    if (!namesTarget) return;
    this.mayBeFunction = word !== 'INTO';
    this.expect('name', '');
  }

  private expect(expected: Expected, name: string): void {
    this.expected = expected;
    this.name = name;
  }

  private endTarget(): void {
    if (this.name !== '') this.add(this.name);
    this.expect('nothing', '');
  }

  private add(part: string): void {
    const longer = this.summary === '' ? part : `${this.summary} ${part}`;
    this.isFull ||= longer.length > MAX_LENGTH;
    if (!this.isFull) this.summary = longer;
  }
}

function unquote({ kind, text }: SqlScanner): string {
  return kind === 'identifier' ? text.slice(1, -1).replaceAll('""', '"') : text;
}
