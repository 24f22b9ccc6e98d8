import { type Client, type PoolClient, Query, type QueryResult } from 'pg';
import { type Calls, type Place, onClient } from '../call.js';

type AnyClient = PoolClient & Client;

/** Ways to call `query` with a callback; the promise is that of the callback. */
function calledBack(
  place: Place,
  query: (client: AnyClient, callback: (error: unknown, result: unknown) => void) => unknown,
): Promise<unknown> {
  return onClient(place, async (client) => {
    const answered = Promise.withResolvers<void>();
    const returned = query(client, (...args) => {
      place.see('called back', ...args);
      answered.resolve();
    });
    place.see('returned', typeof returned);
    await answered.promise;
  });
}

const WRONG = 'SELECT nothing FROM nowhere';

/** A query whose text is a getter of its class, as tagged templates make it. */
class Statement {
  readonly values = [7];
  readonly #text = 'SELECT $1::int AS n';

  get text(): string {
    return this.#text;
  }
}

export const queryCalls: Calls = {
  'a text': ({ pool }) => pool.query('SELECT 1 AS n'),
  'a text with values': ({ pool }) => pool.query('SELECT $1::int AS n', [7]),
  'a text with a callback': (place) =>
    calledBack(place, (client, done) => client.query('SELECT 1 AS n', done)),
  'a text with values and a callback': (place) =>
    calledBack(place, (client, done) => client.query('SELECT $1::int AS n', [7], done)),
  'a config with a callback of its own': (place) =>
    calledBack(place, (client, callback) => {
      const config = { text: 'SELECT 1 AS n', callback };
      const returned = client.query(config);
      place.see('own callback', config.callback === callback, Object.keys(config));
      return returned;
    }),
  'a frozen config with a callback of its own': (place) =>
    calledBack(place, (client, callback) =>
      client.query(Object.freeze({ text: 'SELECT 1 AS n', callback })),
    ),
  'a config that is used twice': (place) =>
    onClient(place, async (client) => {
      const config = { text: 'SELECT $1::int AS n' };
      return [
        await client.query(config, [1]),
        await client.query(config, [2]),
        Object.keys(config),
      ];
    }),
  'a config as arrays': ({ pool }) => pool.query({ text: 'SELECT 1, 2', rowMode: 'array' }),
  'a config with types': ({ pool }) =>
    pool.query({
      text: 'SELECT 1 AS n',
      types: { getTypeParser: () => (text: string) => `<${text}>` },
    }),
  'a named statement': (place) =>
    onClient(place, async (client) => {
      const named = { name: 'one', text: 'SELECT $1::int AS n', values: [1] };
      return [await client.query(named), await client.query({ ...named, values: [2] })];
    }),
  'a named statement of another text': (place) =>
    onClient(place, async (client) => {
      await client.query({ name: 'same', text: 'SELECT 1' });
      return client.query({ name: 'same', text: 'SELECT 2' });
    }),
  'a statement whose text is a getter': ({ pool }) => pool.query(new Statement()),
  'a config whose text throws': (place) =>
    onClient(place, (client) =>
      client.query({
        get text(): string {
          throw new Error('the getter');
        },
      }),
    ),
  'several statements': ({ pool }) => pool.query('SELECT 1 AS a; SELECT 2 AS b'),
  'nothing at all': (place) => onClient(place, (client) => client.query(null as never)),
  'an empty text': ({ pool }) => pool.query(''),
  'a number': (place) => onClient(place, (client) => client.query(7 as never)),
  'a callback that is no function': (place) =>
    onClient(place, (client) => client.query({ text: 'SELECT 1', callback: 'no' } as never)),
  'wrong SQL': ({ pool }) => pool.query(WRONG),
  'wrong SQL with a callback': (place) =>
    calledBack(place, (client, done) => client.query(WRONG, done)),
  'a query whose promise nobody awaits': async (place) => {
    void place.pool.query(WRONG);
    await onClient(place, (client) => client.query('SELECT 1'));
    await new Promise((resolve) => setImmediate(resolve));
  },
  'values that know how to be sent': ({ pool }) =>
    pool.query('SELECT $1::text AS t', [{ toPostgres: () => 'sent' }]),
  'a value that cannot be sent': ({ pool }) =>
    pool.query('SELECT $1::text AS t', [
      {
        toPostgres() {
          throw new Error('the value');
        },
      },
    ]),
  'a literal of eight MiB': ({ pool }) =>
    pool.query(`SELECT length('${'x'.repeat(8 * 2 ** 20)}') AS n`),
  'a query that takes longer than it may': ({ anotherPool }) =>
    anotherPool({ query_timeout: 50 }).query('SELECT pg_sleep(2)'),
  'three queries at once on one connection': (place) =>
    onClient(place, (client) =>
      Promise.all([
        client.query('SELECT 1 AS n'),
        client.query('SELECT 2 AS n'),
        client.query('SELECT 3 AS n'),
      ]),
    ),
  'a config that fetches two rows at a time': ({ pool }) =>
    pool.query({
      text: 'SELECT n FROM generate_series(1, 5) n WHERE n < $1',
      values: [9],
      rows: 2,
    } as never),
  'COPY by a text': (place) =>
    onClient(place, async (client) => {
      await client.query('CREATE TEMP TABLE copied (a int)');
      await client.query('INSERT INTO copied VALUES (1)');
      place.see('to', await client.query('COPY copied TO STDOUT'));
      return client.query('COPY copied FROM STDIN');
    }),
  'a Query with events': (place) =>
    onClient(place, async (client) => {
      const query = new Query('SELECT n FROM generate_series(1, 2) n');
      const ended = Promise.withResolvers<void>();
      query.on('row', (row) => place.see('row', row));
      query.on('end', (result: QueryResult) => {
        place.see('end', result.rowCount);
        ended.resolve();
      });
      place.see('is returned', client.query(query) === query);
      await ended.promise;
      place.see('own keys', Object.keys(query));
    }),
  'a Query that fails': (place) =>
    onClient(place, async (client) => {
      const query = new Query(WRONG);
      const failed = Promise.withResolvers<unknown>();
      query.on('error', failed.resolve);
      client.query(query);
      place.see('error', await failed.promise);
    }),
  'a Query with a callback': (place) =>
    calledBack(place, (client, done) => client.query(new Query('SELECT 1 AS n', done as never))),
  'a Query and a callback': (place) =>
    calledBack(place, (client, done) => {
      const query = client.query.bind(client) as (...args: unknown[]) => unknown;
      return query(new Query('SELECT 1 AS n'), done);
    }),
};
