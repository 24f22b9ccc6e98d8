/**
 * The content of a level: statements; tables, or a query in the place of a table; or an expression, or a query in its
 * place.
 */
export type LevelKind = 'statement' | 'tables' | 'expression';

/**
 * The place in the grammar of a level at which its next token stands:
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

/** The state of one nesting level: of the text itself, or of an open parenthesis or bracket in it. */
export class SqlLevel {
  kind: LevelKind = 'statement';
  place: Place = 'start';
  /** The operation that was read last, or the first word of a command. */
  operation = '';
  /** The place after the table that is expected. */
  after: Place = 'from';
  /** Whether the expected table is written to, so that it is neither a function nor a common table expression. */
  isTarget = false;
  /** The name of the common table expression that is being read. */
  expression = '';
  /** Whether the level's `WITH` is `WITH RECURSIVE`, whose expressions see themselves. */
  isRecursive = false;
  /** The names of the common table expressions that this level has declared. */
  readonly expressions: string[] = [];
  /** How many of them were declared before the query that an `INSERT` of this level takes its rows from. */
  expressionsBeforeSource: number | undefined;

  /** Resets the level for reuse. Its other fields are set before they are next read. */
  begin(kind: LevelKind): void {
    this.kind = kind;
    this.place = 'start';
    this.operation = '';
    this.after = 'from';
    this.isTarget = false;
    this.expressionsBeforeSource = undefined;
  }

  /** Moves to the place before a table, and sets the place that follows it. */
  expectTable(after: Place, isTarget: boolean): void {
    this.place = 'table';
    this.after = after;
    this.isTarget = isTarget;
  }
}
