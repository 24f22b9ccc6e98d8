/** What a level may hold: statements, a query or tables in the place of a table, or a query or an expression. */
export type LevelKind = 'statement' | 'tables' | 'expression';

/**
 * Where in the grammar of a level its next token stands:
 *
 * - `start`: first, or after a semicolon; `operand`: after `UNION` and the like
 * - `explain`: after `EXPLAIN` and its options
 * - `with`, `columns`, `body`, `main`, `search`: before the name of a common table expression, before its
 *   `AS`, before its parenthesis, after that, and in its `SEARCH` or `CYCLE`
 * - `verb`: after `INSERT`, `DELETE` or `MERGE`; `table`: before a table; `insert`: after the table of `INSERT`
 * - `using`: after the table of `DELETE` or `MERGE`; `list`: before a `FROM`, in the list of `SELECT` or `SET`
 * - `from`: after a table in a list of them; `rest`: after all tables
 * - `command`: in any other statement; `expression`: in what has neither tables nor a query
 */
export type Place =
  | 'start'
  | 'operand'
  | 'explain'
  | 'with'
  | 'columns'
  | 'body'
  | 'main'
  | 'search'
  | 'verb'
  | 'table'
  | 'insert'
  | 'using'
  | 'list'
  | 'from'
  | 'rest'
  | 'command'
  | 'expression';

/** What is open: the text itself, or a parenthesis or a bracket in it. */
export class SqlLevel {
  kind: LevelKind = 'statement';
  place: Place = 'start';
  /** The last operation, or the first word of a command. */
  operation = '';
  /** The place after the table that is expected. */
  after: Place = 'from';
  /** Whether that table is written to: then it is neither a function nor a common table expression. */
  isTarget = false;
  /** The common table expression that is being read, and those that were. */
  expression = '';
  isRecursive = false;
  readonly expressions: string[] = [];

  /** As a new level, of which what is of an operation or a table is set with these. */
  begin(kind: LevelKind): void {
    this.kind = kind;
    this.place = 'start';
    this.operation = '';
    this.after = 'from';
    this.isTarget = false;
  }

  expectTable(after: Place, isTarget: boolean): void {
    this.place = 'table';
    this.after = after;
    this.isTarget = isTarget;
  }
}
