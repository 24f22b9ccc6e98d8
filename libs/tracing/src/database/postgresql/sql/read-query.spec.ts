import { describe, expect, it } from '@jest/globals';
import { readQuery } from './read-query.js';

describe('readQuery', () => {
  it.each([
    ['SELECT * FROM users WHERE id = $1', 'SELECT users'],
    ['select "UserEntity"."id" AS "x" FROM "users" "UserEntity" LIMIT 1', 'SELECT users'],
    [
      'SELECT o.id FROM public.orders o LEFT JOIN "order_items" i ON i.a = o.a',
      'SELECT public.orders order_items',
    ],
    ['INSERT INTO "orders"("id", "note") VALUES ($1, DEFAULT)', 'INSERT orders'],
    ['INSERT INTO a (x) SELECT x FROM b', 'INSERT a SELECT b'],
    [
      'INSERT INTO payments(k) VALUES ($1) ON CONFLICT (k) DO UPDATE SET k = $1 RETURNING *',
      'INSERT payments',
    ],
    ['UPDATE payments SET status = $1', 'UPDATE payments'],
    ['DELETE FROM ONLY carts WHERE id = $1', 'DELETE carts'],
    ['SELECT id FROM jobs ORDER BY id FOR UPDATE SKIP LOCKED', 'SELECT jobs'],
    ['SELECT extract(epoch FROM created_at) FROM orders', 'SELECT orders'],
    ['SELECT x IS DISTINCT FROM y FROM a WHERE x IS DISTINCT FROM y', 'SELECT a'],
    ['SELECT 1', 'SELECT'],
    ['-- SELECT secret FROM c\nSELECT 1 FROM /* UPDATE d */ a', 'SELECT a'],
    ['SHOW server_version', 'SHOW'],
    ['', 'SQL'],
  ])('summarizes %p as %p', (sql, summary) => {
    expect(readQuery(sql).summary).toBe(summary);
  });

  it.each([
    ['songs, artists', 'songs artists'],
    ['a x, b AS y JOIN c ON (c.x, 1) = (y.x, x.x), d', 'a b c d'],
    ['a JOIN b ON COLLATION FOR (x) = mode() WITHIN GROUP (ORDER BY y), c', 'a b c'],
    ['a JOIN b ON a.x = ANY (ARRAY[b.x, b.y]), c', 'a b c'],
    ['a CROSS JOIN b NATURAL JOIN c LEFT JOIN d USING (x, y) AS z, e', 'a b c d e'],
    ['a AS x (y, z), LATERAL b, ONLY (c), d *', 'a b c d'],
    ['a TABLESAMPLE system (10) REPEATABLE (1), b', 'a b'],
    ['(a JOIN b ON true), ((c CROSS JOIN d) JOIN e USING (x)) AS y', 'a b c d e'],
    ['(SELECT * FROM a) AS b, LATERAL (SELECT * FROM c) d, e', 'SELECT a SELECT c e'],
    ['((SELECT 1 FROM a) UNION (SELECT 1 FROM b)) AS c JOIN d ON true', 'SELECT a SELECT b d'],
    ['(VALUES (1, 2)) AS v (x, y), a', 'a'],
    ['generate_series(1, 5) n', ''],
    ['order_of_key($1) AS orders', ''],
    ['unnest(x, y) WITH ORDINALITY AS t (a, b, n), b', 'b'],
    ['ROWS FROM (f(1), g(2) AS (x int)) WITH ORDINALITY AS t, rows, b', 'rows b'],
    ["json_table(j, '$[*]' COLUMNS (x int PATH '$.x')) AS t, a", 'a'],
    ['f((SELECT 1 FROM a)) AS b, c', 'SELECT a c'],
    ['current_user, "current_user", "user"', 'current_user user'],
    ['a.b.c, "a b"."c""d", U&"e", é', 'a.b.c a b.c"d e é'],
    ['a WHERE x IN (SELECT x FROM b) ORDER BY (SELECT 1 FROM c), d', 'a SELECT b SELECT c'],
    ['a GROUP BY x, y HAVING true WINDOW w AS (ORDER BY x), v AS (w)', 'a'],
    ['a ORDER BY x, y FOR UPDATE OF a, b', 'a'],
    ['a UNION ALL SELECT 2 FROM b EXCEPT DISTINCT TABLE c', 'a SELECT b TABLE c'],
    ['a AS "from", b AS select, c', 'a b c'],
  ])('names each table of SELECT … FROM %s', (tables, names) => {
    expect(readQuery(`SELECT 1 FROM ${tables}`).summary).toBe(`SELECT ${names}`.trim());
  });

  it.each([
    ['SELECT * INTO TEMPORARY TABLE a FROM b', 'SELECT a b'],
    ['SELECT a.from, b AS from, c select FROM d', 'SELECT d'],
    ['SELECT mode() WITHIN GROUP (ORDER BY x), COLLATION FOR (y) FROM a', 'SELECT a'],
    [
      'SELECT trim(both FROM x), (substring(y FROM 1)), ARRAY(SELECT 1 FROM a) FROM b',
      'SELECT SELECT a b',
    ],
    ['SELECT FROM a', 'SELECT a'],
    ['TABLE a', 'TABLE a'],
    ['TABLE ONLY a.b LIMIT 1', 'TABLE a.b'],
    ['VALUES (1), (2)', 'VALUES'],
    ['(SELECT 1 FROM a) UNION (SELECT 1 FROM b ORDER BY x)', 'SELECT a SELECT b'],
    ['INSERT INTO a AS x (b, c) OVERRIDING USER VALUE SELECT * FROM d, e', 'INSERT a SELECT d e'],
    ['INSERT INTO a (update, values) DEFAULT VALUES', 'INSERT a'],
    ['INSERT INTO a WITH x AS (TABLE b) TABLE x', 'INSERT a TABLE b TABLE'],
    [
      'INSERT INTO a SELECT 1 FROM b ON CONFLICT DO UPDATE SET x = (SELECT 1 FROM c), y = d',
      'INSERT a SELECT b SELECT c',
    ],
    [
      'UPDATE ONLY a AS x SET y = 1, (z) = (SELECT 1 FROM b) FROM c, d WHERE true',
      'UPDATE a SELECT b c d',
    ],
    ['DELETE FROM a x USING b, c AS d WHERE true RETURNING a, b', 'DELETE a b c'],
    [
      'MERGE INTO a USING b JOIN c ON true ON x = y WHEN MATCHED THEN UPDATE SET x = 1, y = 2 WHEN NOT MATCHED THEN INSERT VALUES (1, 2)',
      'MERGE a b c',
    ],
    ['COPY a (x, y) FROM STDIN', 'COPY a'],
    ['COPY (DELETE FROM a RETURNING x) TO STDOUT', 'COPY DELETE a'],
    ['TRUNCATE TABLE a, ONLY b RESTART IDENTITY', 'TRUNCATE a b'],
    ['LOCK TABLE a, b IN SHARE MODE', 'LOCK a b'],
    ['EXPLAIN (ANALYZE, FORMAT JSON) SELECT 1 FROM a', 'EXPLAIN SELECT a'],
    ['EXPLAIN ANALYZE VERBOSE UPDATE a SET x = 1', 'EXPLAIN UPDATE a'],
    ['CREATE VIEW a AS SELECT 1 FROM b, c', 'SELECT b c'],
    [
      'CREATE RULE a AS ON INSERT TO b DO INSTEAD (UPDATE c SET x = 1; DELETE FROM d)',
      'UPDATE c DELETE d',
    ],
    ['PREPARE a AS DELETE FROM b', 'DELETE b'],
    ['DECLARE a CURSOR FOR SELECT 1 FROM b', 'SELECT b'],
    ['GRANT SELECT, UPDATE ON a TO b', 'GRANT'],
    ['CREATE POLICY a ON b FOR SELECT USING (true)', 'CREATE'],
    ['CREATE TRIGGER a AFTER INSERT OR UPDATE ON b EXECUTE FUNCTION c()', 'CREATE'],
    ['SELECT 1 FROM a; UPDATE b SET x = 1; SELECT 2 FROM c, d;', 'SELECT a UPDATE b SELECT c d'],
    [') SELECT 1 FROM a', 'SELECT a'],
  ])('summarizes %p as %p', (sql, summary) => {
    expect(readQuery(sql).summary).toBe(summary);
  });

  it.each([
    ['WITH t AS (SELECT x FROM b) SELECT * FROM t, T, "t", "T", s.t', 'SELECT b SELECT T s.t'],
    ['WITH users AS (SELECT * FROM users) SELECT * FROM users', 'SELECT users SELECT'],
    [
      'WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n FROM t) SELECT * FROM t',
      'SELECT SELECT',
    ],
    [
      'WITH a AS (SELECT 1), b (x) AS NOT MATERIALIZED (SELECT 1 FROM a) TABLE b',
      'SELECT SELECT TABLE',
    ],
    [
      'WITH a AS (DELETE FROM b RETURNING *) INSERT INTO a SELECT * FROM a',
      'DELETE b INSERT a SELECT',
    ],
    [
      'INSERT INTO b WITH a AS (SELECT 1) SELECT * FROM a ON CONFLICT DO UPDATE SET x = (SELECT 1 FROM a)',
      'INSERT b SELECT SELECT SELECT a',
    ],
    [
      'WITH c AS (SELECT 1) INSERT INTO b WITH a AS (SELECT 1) TABLE a RETURNING (SELECT 1 FROM a, c)',
      'SELECT INSERT b SELECT TABLE SELECT a',
    ],
    [
      'SELECT 1 FROM (WITH a AS (SELECT 1) SELECT 1 FROM (SELECT 1 FROM a) x) y, a',
      'SELECT SELECT SELECT SELECT a',
    ],
    ['WITH a AS (SELECT 1) SELECT 1; SELECT 1 FROM a', 'SELECT SELECT SELECT a'],
    [
      'WITH a AS (WITH a AS (SELECT 1) SELECT 1 FROM a) SELECT 1 FROM a, b',
      'SELECT SELECT SELECT b',
    ],
    [
      'WITH RECURSIVE a AS (SELECT 1) SEARCH DEPTH FIRST BY x, y SET z CYCLE x, y SET c USING p, b AS (SELECT 1) SELECT 1 FROM a, b, c',
      'SELECT SELECT SELECT c',
    ],
    [
      'WITH a AS (INSERT INTO b SELECT 1) SELECT 1 FROM (f(x) CROSS JOIN c)',
      'INSERT b SELECT SELECT c',
    ],
    [
      'WITH a AS (MERGE INTO b USING c ON true WHEN MATCHED THEN DELETE) SELECT 1 FROM (d JOIN e ON CASE WHEN true THEN true END CROSS JOIN f)',
      'MERGE b c SELECT d e f',
    ],
  ])('takes no common table expression for a table: %p', (sql, summary) => {
    expect(readQuery(sql).summary).toBe(summary);
  });

  it.each([
    [
      "SELECT * FROM users WHERE email = 'ada@example.com' AND age > 36",
      'SELECT * FROM users WHERE email = ? AND age > ?',
    ],
    ["SELECT E'it\\'s', 'it''s', $tag$secret$tag$, $1, U&'x'", 'SELECT ?, ?, ?, $1, ?'],
    ["SELECT 'not closed, so -- 4242", 'SELECT ?'],
    ['SELECT 1 /* user 42 */ + 2 -- secret', 'SELECT ?   + ?'],
    ['SELECT "col 1", a1 FROM t2', 'SELECT "col 1", a1 FROM t2'],
  ])('leaves the values out of %p', (sql, text) => {
    expect(readQuery(sql).text).toBe(text);
  });

  it.each([
    ['BEGIN', ['begin']],
    ['begin isolation level serializable', ['begin']],
    ['START TRANSACTION', ['begin']],
    ['COMMIT', ['commit']],
    ['END', ['commit']],
    ['ROLLBACK', ['rollback']],
    ['ABORT WORK', ['rollback']],
    ['ROLLBACK TO SAVEPOINT a', []],
    ['ROLLBACK WORK TO a', []],
    ['SAVEPOINT a', []],
    ["COMMIT PREPARED 'x'", []],
    ["PREPARE TRANSACTION 'x'", ['prepare']],
    ['PREPARE q AS SELECT 1', []],
    ['COMMIT AND CHAIN', ['commit', 'begin']],
    ['ROLLBACK WORK AND CHAIN', ['rollback', 'begin']],
    ['COMMIT AND NO CHAIN', ['commit']],
    ['ROLLBACK TRANSACTION AND CHAIN', ['rollback', 'begin']],
    ['ROLLBACK TRANSACTION AND NO CHAIN', ['rollback']],
    ['/* a */ BEGIN; INSERT INTO t VALUES (1); COMMIT;', ['begin', 'commit']],
    ["SELECT 'BEGIN; COMMIT'", []],
    ['SELECT begin FROM t', []],
  ])('finds the effect of %p on the transaction', (sql, controls) => {
    expect(readQuery(sql).controls).toEqual(controls);
  });

  it('recognizes a text that does nothing but begin or end a transaction', () => {
    expect(readQuery('BEGIN;').isControl).toBe(true);
    expect(readQuery('BEGIN; SELECT 1').isControl).toBe(false);
    expect(readQuery('SELECT 1').isControl).toBe(false);
  });

  it.each(['.5', '5.', '1.E+5', '1e-5', '1_000', '0xFF', '0b101', "B'1'", "X'1F'", '$$5$$'])(
    'takes %s for one literal',
    (literal) => {
      expect(readQuery(`SELECT ${literal}, a`).text).toBe('SELECT ?, a');
    },
  );

  it('takes a comment within a comment for a part of the outer one', () => {
    expect(readQuery("SELECT 1 /* a /* b */ 'secret' */ + x").text).toBe('SELECT ?   + x');
    expect(readQuery("SELECT 1 -- 'secret'\r+ x").text).toBe('SELECT ?   + x');
  });

  it.each([
    ["E'a'\n'b\\'secret'", 'a string with escapes goes on with escapes'],
    ["E'a' -- c\r\n\n 'b\\'secret'", 'comments between'],
    ["'a'\n'b''secret'", 'a plain one'],
    ["U&'a'\n'secret'", 'one of Unicode'],
  ])('takes %p for one literal: %s', (literal) => {
    expect(readQuery(`SELECT ${literal}, a`).text).toBe('SELECT ?, a');
  });

  it('takes two literals in one line for two', () => {
    expect(readQuery("SELECT E'a' 'b' -- c").text).toBe('SELECT ? ?');
  });

  it.each([
    ['SELECT a[1..10]', 'SELECT a[?..?]'],
    ['SELECT 0x1F, 0o17, 0b11, 0, x0', 'SELECT ?, ?, ?, ?, x0'],
    ['SELECT a.b, c$1, $1', 'SELECT a.b, c$1, $1'],
    ['SELECT U&"d\\0061t", u, u&a', 'SELECT U&"d\\0061t", u, u&a'],
    ['SELECT "a""b", é FROM t', 'SELECT "a""b", é FROM t'],
    ['SELECT $a$1$b$2$a$, $é1$x$é1$, $ a', 'SELECT ?, ?, $ a'],
  ])('reads the tokens of %p', (sql, text) => {
    expect(readQuery(sql).text).toBe(text);
  });
});

describe('a long statement', () => {
  const MAX_READ = 65_536;
  const MAX_TEXT = 8_192;
  /** Returns a comment of `length` characters. */
  const padding = (length: number): string => `/*${'x'.repeat(length - 4)}*/`;

  it.each(["'", "E'", '$$', '$a$', "B'"])(
    'is read up to the cut through its literal %p',
    (quote) => {
      const literal = quote + 'x'.repeat(8 * 2 ** 20);
      expect(readQuery(`SELECT length(${literal}') FROM t`)).toMatchObject({
        summary: 'SELECT',
        text: 'SELECT length(?...',
      });
    },
  );

  it.each([
    ['a string', "'secret'"],
    ['a string with quotes', "'se''secret'"],
    ['a string with escapes', "E'\\'secret'"],
    ['a string in two lines', "'a'\n'secret'"],
    ['a string of Unicode', "U&'secret'"],
    ['bits', "B'11secret'"],
    ['a dollar-quoted string', '$$secret$$'],
    ['a dollar-quoted string with a tag', '$tag$secret$tag$'],
    ['a number', '4242424242'],
    ['a fraction', '42.42e+42'],
    ['a comment', '/* secret */'],
    ['a comment in a comment', '/* /* */ secret */'],
    ['the rest of a line', '-- secret\n'],
  ])('shows no character of %s, wherever the cut divides it', (_name, secret) => {
    for (let inside = -3; inside <= secret.length + 3; inside++) {
      const start = 'SELECT ';
      const before = start + padding(MAX_READ - start.length - inside);
      const { text } = readQuery(`${before}${secret} FROM t`);
      expect([inside, text]).toEqual([
        inside,
        expect.stringMatching(/^SELECT[- ?$&+/BEFMORUe]*\.\.\.$/),
      ]);
    }
  });

  it.each([
    ['a name', 'SELECT 1 FROM users'],
    ['a name that goes on', 'SELECT 1 FROM public.users'],
    ['a quoted name', 'SELECT 1 FROM "users"'],
    ['the name of a function', 'SELECT 1 FROM users(1)'],
    ['an alias', 'SELECT 1 FROM f(1) AS users'],
    ['an operation', 'INSERT INTO users SELECT 1'],
  ])('is never named by only a part of %s', (_name, sql) => {
    const whole = readQuery(sql).summary.split(' ');
    for (let inside = 0; inside <= sql.length; inside++) {
      const { summary } = readQuery(`${padding(MAX_READ - inside)}${sql} ${padding(10)}`);
      const isPartOfWhole = summary === 'SQL' || whole.join(' ').startsWith(summary);
      expect([inside, summary, isPartOfWhole]).toEqual([inside, summary, true]);
      for (const word of summary.split(' ')) expect(['SQL', ...whole]).toContain(word);
    }
  });

  it('is read whole up to 65,536 characters', () => {
    const start = `${padding(MAX_READ - ' SELECT b'.length)} SELECT `;
    expect(readQuery(`${start}b`).text).toBe('SELECT b');
    expect(readQuery(`${start}bc`).text).toBe('SELECT...');
  });

  it('has no effect on a transaction beyond the cut, and counts as doing more', () => {
    const { controls, isControl } = readQuery(`BEGIN; ${padding(MAX_READ)}; COMMIT`);
    expect([controls, isControl]).toEqual([['begin'], false]);
  });

  it('is exported up to the last token that is whole within 8,192 characters', () => {
    const columns = Array.from({ length: 1_000 }, (_, n) => `"a column ${n}"`);
    for (let length = 0; length < 20; length++) {
      const { text } = readQuery(`SELECT ${'x'.repeat(length)}, ${columns.join()} FROM t`);
      expect(text.length).toBeGreaterThan(MAX_TEXT - 20);
      expect(text.length).toBeLessThanOrEqual(MAX_TEXT);
      expect(text).toMatch(/^SELECT x*, (?:"a column \d+",)*(?:"a column \d+")?\.\.\.$/);
    }
  });

  it.each([0, 1, 2, 3, 4])('is exported whole up to 8,192 characters: %p more', (more) => {
    const room = MAX_TEXT + more - 'SELECT , b'.length;
    const { text } = readQuery(`SELECT ${'a'.repeat(room)}, b`);
    expect(text.endsWith('...')).toBe(more > 0);
    expect(text.length).toBeLessThanOrEqual(MAX_TEXT);
  });

  it('has a summary of whole names, up to 255 characters', () => {
    const tables = Array.from({ length: 100 }, (_, n) => `table_${n}`);
    const { summary } = readQuery(`SELECT 1 FROM ${tables.join(' NATURAL JOIN ')}`);
    const [, ...named] = summary.split(' ');
    expect(named).toEqual(tables.slice(0, named.length));
    expect(summary.length).toBeGreaterThan(245);
    expect(summary.length).toBeLessThanOrEqual(255);
    expect(readQuery(`SELECT 1 FROM ${'x'.repeat(256)}`).summary).toBe('SELECT');
  });
});
