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
    ['BEGIN', 'begin'],
    ['begin isolation level serializable', 'begin'],
    ['START TRANSACTION', 'begin'],
    ['COMMIT', 'commit'],
    ['END', 'commit'],
    ['ROLLBACK', 'rollback'],
    ['ROLLBACK TO SAVEPOINT a', undefined],
    ["COMMIT PREPARED 'x'", undefined],
    ['SELECT begin FROM t', undefined],
  ])('sees the transaction in %p', (sql, transaction) => {
    expect(readQuery(sql).transaction).toBe(transaction);
  });

  it('reads a long hostile text in a moment', () => {
    const text = `SELECT '${"''".repeat(50_000)} ${'('.repeat(50_000)}`;
    const start = performance.now();
    expect(readQuery(text).text).toBe('SELECT ?');
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
