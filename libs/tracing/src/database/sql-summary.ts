import type { SqlToken } from './sql-tokens.js';

const OPERATIONS = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE']);

/** `ON CONFLICT DO UPDATE`, `FOR UPDATE` and `ON DELETE` are no operations of their own. */
const BEFORE_CLAUSE = new Set(['DO', 'FOR', 'ON', 'KEY', 'THEN']);

/**
 * Each operation of a query with the tables it names, such as `SELECT users` or
 * `INSERT archive SELECT orders`; for any other statement its first word.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/db/database-spans/#generating-a-summary-of-the-query
 */
export function summaryOf(tokens: readonly SqlToken[]): string {
  const query = tokens.filter(({ kind }) => kind !== 'space' && kind !== 'comment');
  const parts: string[] = [];
  // For each open parenthesis, whether a FROM in it names a table: that of `extract(day FROM t)` does not.
  const selects = [false];
  for (const [index, token] of query.entries()) {
    if (isMark(token, '(')) selects.push(false);
    if (isMark(token, ')') && selects.length > 1) selects.pop();
    const word = wordOf(token);
    const before = wordOf(query[index - 1]);
    const isOperation = OPERATIONS.has(word) && !BEFORE_CLAUSE.has(before);
    if (isOperation) {
      parts.push(word);
      selects[selects.length - 1] = word === 'SELECT' || word === 'DELETE';
    }
    const namesTarget =
      word === 'INTO' ||
      word === 'JOIN' ||
      (word === 'UPDATE' && isOperation) ||
      (word === 'FROM' && selects.at(-1) === true && before !== 'DISTINCT');
    const target = namesTarget ? targetAt(query, index + 1, word === 'INTO') : undefined;
    if (target) parts.push(target);
  }
  return parts.join(' ') || wordOf(query[0]) || 'SQL';
}

/** A table by its name; a function, whose name says little, by the name its rows are given. */
function targetAt(
  query: readonly SqlToken[],
  start: number,
  isInsert: boolean,
): string | undefined {
  let end = start;
  while (['ONLY', 'LATERAL'].includes(wordOf(query[end]))) end++;
  const name: string[] = [];
  for (; isName(query[end]); end += 2) {
    name.push(unquote(query[end]));
    if (!isMark(query[end + 1], '.')) {
      end++;
      break;
    }
  }
  if (name.length === 0) return undefined;
  if (isInsert || !isMark(query[end], '(')) return name.join('.');
  return aliasAt(query, closingParenthesis(query, end) + 1) ?? name.join('.');
}

function aliasAt(query: readonly SqlToken[], start: number): string | undefined {
  const alias = query[wordOf(query[start]) === 'AS' ? start + 1 : start];
  return isName(alias) && !/^(?:WHERE|JOIN|ON|ORDER|GROUP|LIMIT)$/.test(wordOf(alias))
    ? unquote(alias)
    : undefined;
}

function closingParenthesis(query: readonly SqlToken[], opening: number): number {
  let depth = 0;
  for (let index = opening; index < query.length; index++) {
    if (isMark(query[index], '(')) depth++;
    if (isMark(query[index], ')')) depth--;
    if (depth === 0) return index;
  }
  return query.length;
}

function wordOf(token: SqlToken | undefined): string {
  return token?.kind === 'word' ? token.text.toUpperCase() : '';
}

function isMark(token: SqlToken | undefined, mark: string): boolean {
  return token?.kind === 'mark' && token.text === mark;
}

function isName(token: SqlToken | undefined): token is SqlToken {
  return token?.kind === 'identifier' || (token?.kind === 'word' && !OPERATIONS.has(wordOf(token)));
}

function unquote(token: SqlToken | undefined): string {
  const text = token?.text ?? '';
  return token?.kind === 'identifier' ? text.slice(1, -1).replaceAll('""', '"') : text;
}
