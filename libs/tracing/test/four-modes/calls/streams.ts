import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import Cursor from 'pg-cursor';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import QueryStream from 'pg-query-stream';
import { type Calls, onClient } from '../call.js';

const MANY = 'SELECT n FROM generate_series(1, 100) n';
const WRONG = 'SELECT nothing FROM nowhere';

export const streamCalls: Calls = {
  'a cursor, read to its end': (place) =>
    onClient(place, async (client) => {
      const cursor = new Cursor<{ n: number }>(MANY);
      place.see('is returned', client.query(cursor) === cursor);
      for (let rows = await cursor.read(40); rows.length > 0; rows = await cursor.read(40)) {
        place.see('read', rows.length);
      }
    }),
  'a cursor that is closed early': (place) =>
    onClient(place, async (client) => {
      const cursor = client.query(new Cursor(MANY));
      place.see('read', await cursor.read(3));
      await cursor.close();
      return client.query('SELECT 1 AS one');
    }),
  'a cursor over wrong SQL': (place) =>
    onClient(place, (client) => client.query(new Cursor(WRONG)).read(1)),
  'a stream, read to its end': (place) =>
    onClient(place, async (client) => {
      const rows = await client.query(new QueryStream(MANY, [], { batchSize: 30 })).toArray();
      return rows.length;
    }),
  'a stream that is broken off': (place) =>
    onClient(place, async (client) => {
      for (let round = 0; round < 3; round++) {
        for await (const row of client.query(new QueryStream(MANY, [], { highWaterMark: 1 }))) {
          place.see('row', row);
          break;
        }
      }
      return client.query('SELECT 1 AS one');
    }),
  'a stream over wrong SQL': (place) =>
    onClient(place, (client) => client.query(new QueryStream(WRONG)).toArray()),
  'COPY in both directions': (place) =>
    onClient(place, async (client) => {
      await client.query('CREATE TEMP TABLE copied (a int, b text)');
      const into = client.query(copyFrom('COPY copied FROM STDIN'));
      await pipeline(Readable.from(['1\tx\n', '2\ty\n']), into);
      place.see('rows', into.rowCount);
      return text(client.query(copyTo('COPY copied TO STDOUT')));
    }),
  'COPY of what is no number': (place) =>
    onClient(place, async (client) => {
      await client.query('CREATE TEMP TABLE copied (a int)');
      await pipeline(
        Readable.from(['no number\n']),
        client.query(copyFrom('COPY copied FROM STDIN')),
      );
    }),
  'COPY from a source that breaks': (place) =>
    onClient(place, async (client) => {
      await client.query('CREATE TEMP TABLE copied (a int)');
      const broken = Readable.from(
        (async function* () {
          yield '1\n';
          throw new Error('the source');
        })(),
      );
      await pipeline(broken, client.query(copyFrom('COPY copied FROM STDIN')));
    }),
};
