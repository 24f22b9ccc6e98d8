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
    ['SELECT orders.* FROM order_of_key($1) AS orders', 'SELECT orders'],
    ['SELECT now() FROM generate_series(1, (2)) WHERE true', 'SELECT generate_series'],
    ['SELECT extract(epoch FROM created_at) FROM orders', 'SELECT orders'],
    ['SELECT 1 FROM a WHERE x IS DISTINCT FROM y', 'SELECT a'],
    ['SELECT 1', 'SELECT'],
    ['WITH t AS (SELECT x FROM b) SELECT * FROM t', 'SELECT b SELECT t'],
    ['-- SELECT secret FROM c\nSELECT 1 FROM /* UPDATE d */ a', 'SELECT a'],
    ['SHOW server_version', 'SHOW'],
    ['', 'SQL'],
  ])('summarizes %p as %p', (sql, summary) => {
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
    ['/* a */ BEGIN; INSERT INTO t VALUES (1); COMMIT;', ['begin', 'commit']],
    ["SELECT 'BEGIN; COMMIT'", []],
    ['SELECT begin FROM t', []],
  ])('sees what %p does to the transaction', (sql, controls) => {
    expect(readQuery(sql).controls).toEqual(controls);
  });

  it('knows a text that does nothing but begin or end a transaction', () => {
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

  it('takes a comment within a comment for a part of it', () => {
    expect(readQuery("SELECT 1 /* a /* b */ 'secret' */ + x").text).toBe('SELECT ?   + x');
    expect(readQuery("SELECT 1 -- 'secret'\r+ x").text).toBe('SELECT ?   + x');
  });

  it('reads a literal of eight MiB', () => {
    const literal = 'x'.repeat(8 * 2 ** 20);
    expect(readQuery(`SELECT length('${literal}') AS n`).text).toBe('SELECT length(?) AS n');
    expect(readQuery(`SELECT length(E'${literal}') AS n`).text).toBe('SELECT length(?) AS n');
  });

  it('reads a long hostile text in a moment', () => {
    const text = `SELECT '${"''".repeat(50_000)} ${'('.repeat(50_000)}`;
    const start = performance.now();
    expect(readQuery(text).text).toBe('SELECT ?');
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
