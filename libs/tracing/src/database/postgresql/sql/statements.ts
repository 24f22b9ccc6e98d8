import {
  BEFORE_NEW_TABLE,
  BEFORE_STATEMENT,
  BEFORE_TABLE,
  CHANGES,
  CLAUSES,
  FUNCTIONS,
  QUERIES,
  SET_OPERATIONS,
} from './keywords.js';
import { type LevelKind, SqlLevel } from './level.js';
import { foldedNameOf, isName, nameOf } from './name.js';
import type { SqlScanner } from './scanner.js';
import { TableExpressions } from './table-expressions.js';

/** The places in which every word after `AS` is a name. */
const WITH_ALIASES = new Set(['list', 'from', 'rest']);

/**
 * Finds the operations and the tables that statements name. It reads token by token, and knows at which place of
 * PostgreSQL's grammar each token stands. Each token takes the same time.
 *
 * @see https://www.postgresql.org/docs/18/sql-select.html and the pages of the other statements
 */
export class SqlStatements {
  #level = new SqlLevel();
  readonly #outer: SqlLevel[] = [];
  /** Levels for reuse, as a bulk insert opens and closes one for each row. */
  readonly #unused: SqlLevel[] = [];
  readonly #expressions = new TableExpressions();
  /** The token before, if it is a word, in capitals, or a `.`; otherwise the empty string. */
  #before = '';
  /** The part of a table's name that was read so far, if any. */
  #name = '';
  /** The name as PostgreSQL compares it; empty if it has several parts. */
  #foldedName = '';
  /** Whether a `.` was read, so that another part of the name follows. */
  #isOpen = false;
  #isFunction = false;
  readonly #add: (part: string) => void;

  /** @param add receives each operation and each table in the order of the text */
  constructor(add: (part: string) => void) {
    this.#add = add;
  }

  /**
   * Reads the token that `scanner` stands at.
   *
   * @param word the token in capitals if it is a word, and otherwise the empty string
   */
  read(scanner: SqlScanner, word: string): void {
    const mayBeName = isName(scanner);
    const isPart =
      this.#name === ''
        ? mayBeName && this.#tryBeginName(scanner, word)
        : this.#tryContinueName(scanner, word);
    if (!isPart) {
      if (word !== '') this.#readWord(scanner, word);
      else if (scanner.kind === 'mark') this.#readMark(scanner);
      else this.#readOther(mayBeName ? scanner : undefined);
    }
    this.#before = scanner.isMark('.') ? '.' : word;
  }

  /** Ends the name of a table at the end of the text. */
  finish(): void {
    if (this.#name !== '' && !this.#isOpen) this.#endName();
  }

  /** Begins the name of a table if one is expected. Returns whether the token belongs to it. */
  #tryBeginName(scanner: SqlScanner, word: string): boolean {
    const level = this.#level;
    if (level.place === 'start' && level.kind === 'tables') {
      if (QUERIES.has(word)) return false;
      level.place = 'table';
    }
    if (level.place !== 'table') return false;
    if (!isBeforeTable(level, word)) this.#beginName(scanner, word);
    return true;
  }

  #beginName(scanner: SqlScanner, word: string): void {
    this.#name = nameOf(scanner);
    this.#foldedName = foldedNameOf(scanner);
    this.#isFunction = FUNCTIONS.has(word);
  }

  /** Adds a token to the name of a table, or ends the name. Returns whether the token belongs to it. */
  #tryContinueName(scanner: SqlScanner, word: string): boolean {
    if (this.#isOpen && isName(scanner)) {
      this.#name += `.${nameOf(scanner)}`;
      this.#foldedName = '';
      this.#isOpen = false;
      return true;
    }
    if (!this.#isOpen && scanner.isMark('.')) {
      this.#isOpen = true;
      return true;
    }
    const isRowsFrom = word === 'FROM' && this.#before === 'ROWS';
    this.#isFunction ||= isRowsFrom || scanner.isMark('(');
    this.#endName();
    return false;
  }

  #endName(): void {
    const level = this.#level;
    const name = this.#name;
    const isTable =
      level.isTarget || !(this.#isFunction || this.#expressions.has(this.#foldedName));
    level.place = level.after;
    this.#name = '';
    this.#isOpen = false;
    if (isTable) this.#add(name);
  }

  #readWord(scanner: SqlScanner, word: string): void {
    const level = this.#level;
    if (this.#before === '.' || (this.#before === 'AS' && WITH_ALIASES.has(level.place))) return;
    switch (level.place) {
      case 'start':
        return this.#readFirst(word);
      case 'explain':
        if (word === 'ANALYZE' || word === 'VERBOSE') return;
        if (!this.#tryBegin(word)) level.place = 'command';
        return;
      case 'operand':
      case 'insert':
        if (QUERIES.has(word)) this.#tryBegin(word);
        return;
      case 'with':
        if (word === 'RECURSIVE' && this.#before === 'WITH') level.isRecursive = true;
        else this.#beginExpression(scanner);
        return;
      case 'columns':
        if (word === 'AS') level.place = 'body';
        return;
      case 'main':
        if (word === 'SEARCH' || word === 'CYCLE') level.place = 'search';
        else this.#tryBegin(word);
        return;
      case 'search':
        if (word === 'SET') level.place = 'main';
        return;
      case 'verb':
        if (word === 'INTO' || word === 'FROM') {
          level.expectTable(level.operation === 'INSERT' ? 'insert' : 'using', true);
        }
        return;
      case 'command':
        if (BEFORE_STATEMENT.has(this.#before) || this.#isAfterCursor()) this.#tryBegin(word);
        return;
      case 'using':
      case 'list':
      case 'from':
      case 'rest':
        return this.#readClause(word);
      case 'body':
      case 'table':
      case 'expression':
    }
  }

  #isAfterCursor(): boolean {
    return this.#before === 'FOR' && this.#level.operation === 'DECLARE';
  }

  #readFirst(word: string): void {
    const level = this.#level;
    if (this.#tryBegin(word)) return;
    if (level.kind === 'expression') {
      level.place = 'expression';
      return;
    }
    level.operation = word;
    level.place = 'command';
    if (word === 'EXPLAIN') level.place = 'explain';
    else if (word === 'COPY') level.expectTable('rest', true);
    else if (word === 'TRUNCATE' || word === 'LOCK') level.expectTable('from', true);
    else return;
    this.#add(word);
  }

  /**
   * Begins a query if `word` begins one, or a statement that changes rows if the level may hold it.
   *
   * @returns whether it has begun one
   */
  #tryBegin(word: string): boolean {
    const level = this.#level;
    const mayChange = level.kind === 'statement';
    if (!QUERIES.has(word) && !(mayChange && CHANGES.has(word))) return false;
    if (word === 'WITH') {
      if (level.place === 'insert') level.expressionsBeforeSource = level.expressions.length;
      level.place = 'with';
      level.isRecursive = false;
      return true;
    }
    if (word === 'VALUES') {
      level.place = 'rest';
      return true;
    }
    this.#add(word);
    level.operation = word;
    if (word === 'SELECT') level.place = 'list';
    else if (word === 'TABLE') level.expectTable('rest', false);
    else if (word === 'UPDATE') level.expectTable('list', true);
    else level.place = 'verb';
    return true;
  }

  #readClause(word: string): void {
    const level = this.#level;
    const { place } = level;
    if (word === 'DO' || word === 'RETURNING') this.#leaveSource();
    if (SET_OPERATIONS.has(word)) level.place = 'operand';
    else if (place === 'list' && word === 'INTO') level.expectTable('list', true);
    else if (
      (place === 'list' && word === 'FROM' && this.#before !== 'DISTINCT') ||
      (place === 'from' && word === 'JOIN') ||
      (place === 'using' && word === 'USING')
    ) {
      level.expectTable('from', false);
    } else if (place === 'from' && this.#isClause(word)) level.place = 'rest';
  }

  /**
   * Whether `word` ends a list of tables. In `COLLATION FOR (x)` and `mode() WITHIN GROUP (…)`, functions in a
   * condition, it does not.
   */
  #isClause(word: string): boolean {
    if (this.#before === 'COLLATION' || this.#before === 'WITHIN') return false;
    return CLAUSES.has(word) || (word === 'WHEN' && this.#level.operation === 'MERGE');
  }

  /**
   * Ends the scope of the `WITH` that stands after the table of an `INSERT`: it belongs to the query after it, which
   * neither `ON CONFLICT … DO` nor `RETURNING` is part of.
   *
   * @see https://www.postgresql.org/docs/18/sql-insert.html
   */
  #leaveSource(): void {
    const level = this.#level;
    if (level.expressionsBeforeSource === undefined) return;
    this.#expressions.leave(level, level.expressionsBeforeSource);
    level.expressionsBeforeSource = undefined;
  }

  #beginExpression(scanner: SqlScanner): void {
    const level = this.#level;
    level.expression = foldedNameOf(scanner);
    level.place = 'columns';
    if (level.isRecursive) this.#expressions.declare(level);
  }

  #readMark(scanner: SqlScanner): void {
    if (scanner.isMark(',')) this.#readComma();
    else if (scanner.isMark('(')) this.#open(this.#kindOfParenthesis());
    else if (scanner.isMark('[')) this.#open('expression');
    else if (scanner.isMark(')') || scanner.isMark(']')) this.#close();
    else if (scanner.isMark(';')) this.#endStatement();
    else this.#readOther(undefined);
  }

  #readComma(): void {
    const level = this.#level;
    if (level.place === 'from') level.expectTable('from', level.isTarget);
    else if (level.place === 'main') level.place = 'with';
    else if (level.place === 'start') level.place = 'expression';
  }

  /**
   * Reads a token that is neither a word nor a mark with a meaning here.
   *
   * @param name the token, if it is a quoted name
   */
  #readOther(name: SqlScanner | undefined): void {
    const level = this.#level;
    if (level.place === 'with' && name) this.#beginExpression(name);
    else if (level.place === 'start') level.place = 'expression';
  }

  #kindOfParenthesis(): LevelKind {
    const { kind, place, operation } = this.#level;
    if (place === 'table') return operation === 'COPY' ? 'statement' : 'tables';
    if (place === 'start' && kind === 'tables') return 'tables';
    if (place === 'body') return 'statement';
    return place === 'command' && BEFORE_STATEMENT.has(this.#before) ? 'statement' : 'expression';
  }

  #open(kind: LevelKind): void {
    const level = this.#level;
    if (level.place === 'table') level.place = level.after;
    else if (level.place === 'start') level.place = level.kind === 'tables' ? 'from' : 'rest';
    else if (level.place === 'operand' || level.place === 'main') level.place = 'rest';
    this.#outer.push(level);
    this.#level = this.#unused.pop() ?? new SqlLevel();
    this.#level.begin(kind);
  }

  #close(): void {
    const outer = this.#outer.pop();
    if (!outer) return;
    this.#expressions.leave(this.#level);
    this.#unused.push(this.#level);
    this.#level = outer;
    if (outer.place !== 'body') return;
    this.#expressions.declare(outer);
    outer.place = 'main';
  }

  #endStatement(): void {
    this.#expressions.leave(this.#level);
    this.#level.expressionsBeforeSource = undefined;
    this.#level.place = 'start';
  }
}

function isBeforeTable({ operation, after }: SqlLevel, word: string): boolean {
  const isNew = operation === 'SELECT' && after === 'list';
  return (isNew ? BEFORE_NEW_TABLE : BEFORE_TABLE).has(word);
}
