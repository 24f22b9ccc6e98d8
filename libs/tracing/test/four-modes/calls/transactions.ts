import { type Calls, onClient } from '../call.js';

const TABLE = 'CREATE TEMP TABLE t (n int UNIQUE DEFERRABLE INITIALLY DEFERRED)';

/** Runs statements in turn on one connection, and sees the answer to each. */
function statements(...texts: readonly string[]): Calls[string] {
  return (place) =>
    onClient(place, async (client) => {
      for (const text of [TABLE, ...texts]) {
        const answer = await client.query(text).catch((error: unknown) => error);
        place.see(text, answer);
      }
    });
}

export const transactionCalls: Calls = {
  'a transaction that commits': statements('BEGIN', 'INSERT INTO t VALUES (1)', 'COMMIT'),
  'a transaction that rolls back': statements('BEGIN', 'INSERT INTO t VALUES (1)', 'ROLLBACK'),
  'a transaction with savepoints': statements(
    'START TRANSACTION',
    'SAVEPOINT a',
    'SELECT nothing FROM nowhere',
    'ROLLBACK TO SAVEPOINT a',
    'SAVEPOINT b',
    'RELEASE SAVEPOINT b',
    'END',
  ),
  'a commit after a failure': statements('BEGIN', 'SELECT nothing FROM nowhere', 'COMMIT'),
  'a commit that fails': statements(
    'BEGIN',
    'INSERT INTO t VALUES (1)',
    'INSERT INTO t VALUES (1)',
    'COMMIT',
  ),
  'a transaction that is chained': statements('BEGIN', 'COMMIT AND CHAIN', 'ROLLBACK'),
  'a transaction in one text': statements('BEGIN; INSERT INTO t VALUES (1); COMMIT'),
  'a transaction within another': statements('BEGIN', 'BEGIN', 'COMMIT', 'COMMIT'),
  'a rollback of nothing': statements('ROLLBACK', 'COMMIT', 'ABORT'),
  'a transaction whose statements wait for each other': (place) =>
    onClient(place, (client) =>
      Promise.all(['BEGIN', 'SELECT 1 AS n', 'COMMIT'].map((text) => client.query(text))),
    ),
  'a connection that is given back in a transaction': async (place) => {
    await onClient(place, (client) => client.query('BEGIN'));
    return onClient(place, (client) => client.query('COMMIT'));
  },
};
