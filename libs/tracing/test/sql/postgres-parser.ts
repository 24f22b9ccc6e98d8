import { loadModule, parseSync, scanSync } from 'libpg-query';

await loadModule();

/** The node of a statement that is an operation. */
const OPERATIONS: Readonly<Record<string, string>> = {
  SelectStmt: 'SELECT',
  InsertStmt: 'INSERT',
  UpdateStmt: 'UPDATE',
  DeleteStmt: 'DELETE',
  MergeStmt: 'MERGE',
};

const LITERAL = /^(?:[EBX]?'|U&'|\.?\d|\$\D)/i;

/** The operation and the tables of a statement, as PostgreSQL's own parser reads it. */
export interface NamedBySql {
  /** The operations, such as SELECT, in alphabetical order, as the parser does not give their positions. */
  readonly operations: readonly string[];
  /** The tables in the order of the text. */
  readonly tables: readonly string[];
}

type Node = Readonly<Record<string, unknown>>;

/** @throws what the parser throws at a statement that is none */
export function namedBySql(sql: string): NamedBySql {
  const operations: string[] = [];
  const tables: { readonly at: number; readonly name: string }[] = [];

  function visit(value: unknown, expressions: readonly string[]): void {
    if (Array.isArray(value)) for (const each of value) visit(each, expressions);
    else if (typeof value === 'object' && value !== null) visitNode(value as Node, expressions);
  }

  function visitNode(node: Node, expressions: readonly string[]): void {
    const { relname, schemaname, location } = node;
    if (typeof relname === 'string') {
      const isQualified = typeof schemaname === 'string';
      const name = isQualified ? `${schemaname}.${relname}` : relname;
      const isTable = isQualified || !expressions.includes(relname);
      if (isTable) tables.push({ at: Number(location ?? 0), name });
    }
    for (const [key, value] of Object.entries(node)) {
      if (key === 'withClause') continue;
      count(key, value as Node);
      visit(value, withExpressions(value as Node, isTarget(key, value as Node) ? [] : expressions));
    }
  }

  /** Reads a WITH: each expression sees those before it, and the rest of the statement sees all. */
  function withExpressions(node: Node | null, expressions: readonly string[]): readonly string[] {
    const { ctes = [] } = (node?.['withClause'] ?? {}) as { ctes?: { CommonTableExpr: Node }[] };
    return ctes.reduce((seen, { CommonTableExpr: { ctename, ctequery } }) => {
      visit(ctequery, seen);
      return [...seen, String(ctename)];
    }, expressions);
  }

  function count(key: string, node: Node): void {
    const operation = OPERATIONS[key] ?? (isOperand(key, node) ? 'SELECT' : undefined);
    const isSelect = node?.['valuesLists'] === undefined && node?.['larg'] === undefined;
    if (operation !== undefined && isSelect) operations.push(operation);
  }

  visit(parseSync(sql).stmts, []);
  const inOrder = tables.toSorted((a, b) => a.at - b.at).map(({ name }) => name);
  return { operations: operations.sort(), tables: inOrder };
}

/** Whether a node is the target of a write, which is a table even if an expression of a WITH has its name. */
function isTarget(key: string, node: Node): boolean {
  return key === 'relation' && 'relname' in node;
}

/** Whether a SELECT is a side of UNION or the like, which has no node of its own, unlike a side of JOIN. */
function isOperand(key: string, node: Node): boolean {
  return (key === 'larg' || key === 'rarg') && 'limitOption' in node;
}

/** The tokens of a text by PostgreSQL's own scanner, without comments, and `?` for each literal. */
export function tokensOfSql(sql: string): string[] {
  const bytes = Buffer.from(sql);
  return scanSync(sql)
    .tokens.filter(({ tokenName }) => !tokenName.endsWith('_COMMENT'))
    .map(({ start, end }) => bytes.subarray(start, end).toString())
    .map((text) => (LITERAL.test(text) ? '?' : text));
}
