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

/** In which a word after `AS` is a name, whatever it is. */
const WITH_ALIASES = new Set(['list', 'from', 'rest']);

/**
 * Reads statements, token by token, as far as that tells which tables they name: in which place of PostgreSQL's
 * grammar each token stands. Takes the same time for each token.
 *
 * @see https://www.postgresql.org/docs/18/sql-select.html and the pages of the other statements
 */
export class SqlStatements {
  private level = new SqlLevel();
  private readonly outer: SqlLevel[] = [];
  /** Levels that were left: a bulk insert has one after the other. */
  private readonly unused: SqlLevel[] = [];
  private readonly expressions = new TableExpressions();
  /** The word before, in capitals; `.` for a point, and nothing for anything else. */
  private before = '';
  /** The parts of the name of a table that were read, if any, and whether another one is to come. */
  private name = '';
  private foldedName = '';
  private isOpen = false;
  private isFunction = false;

  /** @param add gets each operation and each table in their order */
  constructor(private readonly add: (part: string) => void) {}

  /** @param word what `scanner` stands at in capitals, if it is a word */
  read(scanner: SqlScanner, word: string): void {
    const mayBeName = isName(scanner);
    const isPart =
      this.name === '' ? mayBeName && this.beginsName(scanner, word) : this.goesOn(scanner, word);
    if (!isPart) {
      if (word !== '') this.readWord(scanner, word);
      else if (scanner.kind === 'mark') this.readMark(scanner);
      else this.readOther(mayBeName ? scanner : undefined);
    }
    this.before = scanner.isMark('.') ? '.' : word;
  }

  /** Ends a name that the text ends with. */
  finish(): void {
    if (this.name !== '' && !this.isOpen) this.endName();
  }

  private beginsName(scanner: SqlScanner, word: string): boolean {
    const { level } = this;
    if (level.place === 'start' && level.kind === 'tables') {
      if (QUERIES.has(word)) return false;
      level.place = 'table';
    }
    if (level.place !== 'table') return false;
    if (!isBeforeTable(level, word)) this.beginName(scanner, word);
    return true;
  }

  private beginName(scanner: SqlScanner, word: string): void {
    this.name = nameOf(scanner);
    this.foldedName = foldedNameOf(scanner);
    this.isFunction = FUNCTIONS.has(word);
  }

  private goesOn(scanner: SqlScanner, word: string): boolean {
    if (this.isOpen && isName(scanner)) {
      this.name += `.${nameOf(scanner)}`;
      this.foldedName = '';
      this.isOpen = false;
      return true;
    }
    if (!this.isOpen && scanner.isMark('.')) {
      this.isOpen = true;
      return true;
    }
    const isRowsFrom = word === 'FROM' && this.before === 'ROWS';
    this.isFunction ||= isRowsFrom || scanner.isMark('(');
    this.endName();
    return false;
  }

  private endName(): void {
    const { level, name } = this;
    const isTable = level.isTarget || !(this.isFunction || this.expressions.has(this.foldedName));
    level.place = level.after;
    this.name = '';
    this.isOpen = false;
    if (isTable) this.add(name);
  }

  private readWord(scanner: SqlScanner, word: string): void {
    const { level } = this;
    if (this.before === '.' || (this.before === 'AS' && WITH_ALIASES.has(level.place))) return;
    switch (level.place) {
      case 'start':
        return this.readFirst(word);
      case 'explain':
        if (word === 'ANALYZE' || word === 'VERBOSE') return;
        if (!this.begin(word)) level.place = 'command';
        return;
      case 'operand':
      case 'insert':
        if (QUERIES.has(word)) this.begin(word);
        return;
      case 'with':
        if (word === 'RECURSIVE' && this.before === 'WITH') level.isRecursive = true;
        else this.beginExpression(scanner);
        return;
      case 'columns':
        if (word === 'AS') level.place = 'body';
        return;
      case 'main':
        if (word === 'SEARCH' || word === 'CYCLE') level.place = 'search';
        else this.begin(word);
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
        if (BEFORE_STATEMENT.has(this.before) || this.isAfterCursor()) this.begin(word);
        return;
      case 'using':
      case 'list':
      case 'from':
      case 'rest':
        return this.readClause(word);
      case 'body':
      case 'table':
      case 'expression':
    }
  }

  private isAfterCursor(): boolean {
    return this.before === 'FOR' && this.level.operation === 'DECLARE';
  }

  private readFirst(word: string): void {
    const { level } = this;
    if (this.begin(word)) return;
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
    this.add(word);
  }

  /** Whether a query, or a statement where there may be one, begins with `word`. */
  private begin(word: string): boolean {
    const { level } = this;
    const mayChange = level.kind === 'statement';
    if (!QUERIES.has(word) && !(mayChange && CHANGES.has(word))) return false;
    if (word === 'WITH') {
      level.place = 'with';
      level.isRecursive = false;
      return true;
    }
    if (word === 'VALUES') {
      level.place = 'rest';
      return true;
    }
    this.add(word);
    level.operation = word;
    if (word === 'SELECT') level.place = 'list';
    else if (word === 'TABLE') level.expectTable('rest', false);
    else if (word === 'UPDATE') level.expectTable('list', true);
    else level.place = 'verb';
    return true;
  }

  private readClause(word: string): void {
    const { level } = this;
    const { place } = level;
    if (SET_OPERATIONS.has(word)) level.place = 'operand';
    else if (place === 'list' && word === 'INTO') level.expectTable('list', true);
    else if (
      (place === 'list' && word === 'FROM' && this.before !== 'DISTINCT') ||
      (place === 'from' && word === 'JOIN') ||
      (place === 'using' && word === 'USING')
    ) {
      level.expectTable('from', false);
    } else if (place === 'from' && this.isClause(word)) level.place = 'rest';
  }

  /** `COLLATION FOR (x)` and `mode() WITHIN GROUP (…)` are functions in a condition. */
  private isClause(word: string): boolean {
    if (this.before === 'COLLATION' || this.before === 'WITHIN') return false;
    return CLAUSES.has(word) || (word === 'WHEN' && this.level.operation === 'MERGE');
  }

  private beginExpression(scanner: SqlScanner): void {
    const { level } = this;
    level.expression = foldedNameOf(scanner);
    level.place = 'columns';
    if (level.isRecursive) this.expressions.declare(level);
  }

  private readMark(scanner: SqlScanner): void {
    if (scanner.isMark(',')) this.readComma();
    else if (scanner.isMark('(')) this.open(this.kindOfParenthesis());
    else if (scanner.isMark('[')) this.open('expression');
    else if (scanner.isMark(')') || scanner.isMark(']')) this.close();
    else if (scanner.isMark(';')) this.endStatement();
    else this.readOther(undefined);
  }

  private readComma(): void {
    const { level } = this;
    if (level.place === 'from') level.expectTable('from', level.isTarget);
    else if (level.place === 'main') level.place = 'with';
    else if (level.place === 'start') level.place = 'expression';
  }

  /** @param name the token, if it is a quoted name */
  private readOther(name: SqlScanner | undefined): void {
    const { level } = this;
    if (level.place === 'with' && name) this.beginExpression(name);
    else if (level.place === 'start') level.place = 'expression';
  }

  private kindOfParenthesis(): LevelKind {
    const { kind, place, operation } = this.level;
    if (place === 'table') return operation === 'COPY' ? 'statement' : 'tables';
    if (place === 'start' && kind === 'tables') return 'tables';
    if (place === 'body') return 'statement';
    return place === 'command' && BEFORE_STATEMENT.has(this.before) ? 'statement' : 'expression';
  }

  private open(kind: LevelKind): void {
    const { level } = this;
    if (level.place === 'table') level.place = level.after;
    else if (level.place === 'start') level.place = level.kind === 'tables' ? 'from' : 'rest';
    else if (level.place === 'operand' || level.place === 'main') level.place = 'rest';
    this.outer.push(level);
    this.level = this.unused.pop() ?? new SqlLevel();
    this.level.begin(kind);
  }

  private close(): void {
    const outer = this.outer.pop();
    if (!outer) return;
    this.expressions.leave(this.level);
    this.unused.push(this.level);
    this.level = outer;
    if (outer.place !== 'body') return;
    this.expressions.declare(outer);
    outer.place = 'main';
  }

  private endStatement(): void {
    this.expressions.leave(this.level);
    this.level.place = 'start';
  }
}

function isBeforeTable({ operation, after }: SqlLevel, word: string): boolean {
  const isNew = operation === 'SELECT' && after === 'list';
  return (isNew ? BEFORE_NEW_TABLE : BEFORE_TABLE).has(word);
}
