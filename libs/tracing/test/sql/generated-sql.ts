import * as fc from 'fast-check';

/** The mark between two tokens, in whose place a space is chosen later. */
const SPACE = '\u0001';
const SPACES = [' ', '\n', '\t ', ' /* FROM a /* , b */ */ ', ' -- JOIN c\n', '/**/'];

/** Names of tables that PostgreSQL does not fold, as they are in lower case or quoted. */
const TABLES = [
  `users|shop.orders|rows|a1_$|é|update|cte|other|temp|values_`,
  `"Order Items"|"from"|"a""b".c|"user"|shop."SELECT"`,
].flatMap((line) => line.split('|'));

const LITERALS = [
  `'a'|'it''s FROM t'|E'\\'FROM t'|'a'\n'FROM t'|E'a'\n'b\\'FROM t'|U&'\\0061'|B'01'|X'1F'|N'n'`,
  `'\\'|'/*'|'--'|$$FROM t$$|$a$ $b$ FROM t $a$|$1`,
  `1|.5|5.|1.5|1e5|1.E+5|.5e-1|0x1F|0b11|0o17|1_000`,
].flatMap((line) => line.split('|'));

type Sql = fc.Arbitrary<string>;

/** Statements of PostgreSQL that read or change tables. Each is one that its parser takes. */
export function generatedSql(): Sql {
  const { statement } = fc.letrec<Record<Rule, string>>((tie) => grammarOf(tie));
  const spaces = fc.array(fc.constantFrom(...SPACES), { minLength: 1, maxLength: 8 });
  return fc.tuple(statement, spaces).map(([text, chosen]) => {
    let count = 0;
    const spaced = text.replaceAll(SPACE, () => chosen[count++ % chosen.length] ?? ' ');
    return spaced.replaceAll('~', ' ');
  });
}

type Rule =
  'statement' | 'query' | 'select' | 'expression' | 'tables' | 'table' | 'change' | 'with';
type Tie = (rule: Rule) => Sql;

function grammarOf(tie: Tie): Record<Rule, Sql> {
  const expression = tie('expression');
  const query = tie('query');
  const tables = tie('tables');
  const withs = tie('with');
  const where = optional(sql('WHERE', expression));
  return {
    statement: fc.oneof(
      query,
      sql(withs, tie('change')),
      sql('EXPLAIN', fc.constantFrom('', 'ANALYZE VERBOSE', '(COSTS, FORMAT JSON)'), query),
      sql('COPY (', query, ') TO STDOUT'),
    ),
    query: fc.oneof(
      { depthSize: 'xsmall' },
      sql(withs, tie('select')),
      sql('TABLE', name),
      sql('VALUES (', list(expression), '), (', list(expression), ')'),
      sql('(', query, ')', setOperation, '(', query, ') ORDER BY 1'),
      sql(tie('select'), setOperation, 'SELECT', expression, optional(sql('FROM', tables))),
    ),
    select: sql(
      fc.constantFrom('SELECT', 'SELECT ALL', 'SELECT DISTINCT', 'SELECT DISTINCT ON (1)'),
      list(sql(expression, fc.constantFrom('', 'AS from', 'AS "x"', 'x', 'AS select'))),
      optional(sql('FROM', tables)),
      where,
      fc.constantFrom('', 'GROUP BY x, y HAVING true', 'GROUP BY ROLLUP (x, y), z'),
      fc.constantFrom('', 'WINDOW w AS (PARTITION BY x, y), v AS (w ORDER BY x)'),
    ),
    expression: fc.oneof(
      { depthSize: 'xsmall', withCrossShrink: true },
      fc.constantFrom('x', 't.x', '"from"', 't.from', 'current_user', 'NULL', 'true', 'x[1:2]'),
      fc.constantFrom(...LITERALS),
      sql(
        '(',
        expression,
        fc.constantFrom('+', '=', 'AND', 'IS DISTINCT FROM', '||', '->'),
        expression,
        ')',
      ),
      sql(
        'f(',
        list(expression),
        ')',
        fc.constantFrom('', 'FILTER (WHERE x)', 'OVER (ORDER BY x, y)'),
      ),
      sql('mode() WITHIN GROUP (ORDER BY', expression, ')'),
      sql('extract(epoch FROM', expression, ')'),
      sql('substring(', expression, 'FROM 1 FOR 2)'),
      sql("trim(both 'x' FROM", expression, ')'),
      sql('COLLATION FOR (', expression, ')'),
      sql('CASE WHEN', expression, 'THEN', expression, 'ELSE', expression, 'END'),
      sql('CAST(', expression, 'AS numeric(5, 2))'),
      sql('ARRAY[', list(expression), ']'),
      sql(fc.constantFrom('EXISTS (', 'ARRAY(', '(', 'x IN ('), query, ')'),
    ),
    tables: list(
      fc.oneof(
        tie('table'),
        sql(
          tie('table'),
          fc.constantFrom('JOIN', 'LEFT JOIN', 'FULL OUTER JOIN'),
          tie('table'),
          'ON',
          expression,
        ),
        sql(tie('table'), fc.constantFrom('CROSS JOIN', 'NATURAL JOIN'), tie('table')),
        sql(tie('table'), 'JOIN', tie('table'), 'USING (x, y)', fc.constantFrom('', 'AS j')),
      ),
    ),
    table: fc.oneof(
      { depthSize: 'xsmall' },
      sql(
        name,
        fc.constantFrom('', 'a', 'AS a', '* a (x, y)', 'AS "FROM"', 'TABLESAMPLE system (10)'),
      ),
      sql(
        'ONLY',
        fc.boolean().chain((isBare) => (isBare ? name : sql('(', name, ')'))),
      ),
      sql(optional(fc.constant('LATERAL')), '(', query, ')', 'AS q'),
      sql(
        optional(fc.constant('LATERAL')),
        'shop.f(',
        list(expression),
        ')',
        fc.constantFrom('', 'n', 'WITH~ORDINALITY AS f (x, y)', 'AS (x int, y text)'),
      ),
      sql('ROWS FROM (f(', expression, '), g(1) AS (x int)) WITH~ORDINALITY AS r'),
      sql('(', tie('table'), 'CROSS JOIN', tie('table'), ')'),
      fc.constantFrom('current_user', 'current_date AS d'),
    ),
    change: fc.oneof(
      sql(
        'INSERT INTO',
        name,
        fc.oneof(
          fc.constantFrom('DEFAULT VALUES', 'AS i DEFAULT VALUES'),
          sql(fc.constantFrom('', 'AS i', '(x, y)', 'AS i (x, "from")'), query),
        ),
        conflict(expression),
        returning(expression),
      ),
      sql(
        'UPDATE',
        optional(fc.constant('ONLY')),
        name,
        fc.constantFrom('', 'u', 'AS u'),
        'SET x =',
        expression,
        ', (y, z) = (1, 2)',
        optional(sql('FROM', tables)),
        where,
        returning(expression),
      ),
      sql(
        'DELETE FROM',
        name,
        fc.constantFrom('', 'AS d'),
        optional(sql('USING', tables)),
        where,
        returning(expression),
      ),
      sql(
        'MERGE INTO',
        name,
        'AS m USING',
        tie('table'),
        'ON',
        expression,
        'WHEN MATCHED AND',
        expression,
        'THEN UPDATE SET x =',
        expression,
        ', y = 1 WHEN NOT MATCHED THEN INSERT (x, y) VALUES (1,',
        expression,
        ') WHEN MATCHED THEN DELETE',
      ),
    ),
    with: optional(
      sql(
        'WITH',
        list(
          sql(
            fc.constantFrom('cte', 'users', '"Order Items"', 'other (x, y)'),
            fc.constantFrom('AS (', 'AS MATERIALIZED (', 'AS NOT MATERIALIZED ('),
            query,
            ')',
          ),
        ),
      ),
    ),
  };
}

const name = fc.constantFrom(...TABLES);
const setOperation = fc.constantFrom('UNION', 'UNION ALL', 'INTERSECT', 'EXCEPT DISTINCT');

function conflict(expression: Sql): Sql {
  return optional(sql('ON CONFLICT (x, y) DO UPDATE SET x =', expression, ', y = 1'));
}

function returning(expression: Sql): Sql {
  return optional(sql('RETURNING', expression, ', x AS from'));
}

function optional(part: Sql): Sql {
  return fc.oneof(fc.constant(''), part);
}

function list(part: Sql): Sql {
  return fc
    .array(part, { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join(`${SPACE},${SPACE}`));
}

/**
 * The parts with a space between each two. Each blank in them may become another space, and `~` is one: the
 * parser of libpg-query, unlike that of the server, takes no comment within `WITH ORDINALITY`.
 */
function sql(...parts: readonly (string | Sql)[]): Sql {
  const all = parts.map((part) =>
    typeof part === 'string' ? fc.constant(part.replaceAll(' ', SPACE)) : part,
  );
  return fc.tuple(...all).map((texts) => texts.filter(Boolean).join(SPACE));
}
