import { once } from 'node:events';
import { jest } from '@jest/globals';
import { Client, Pool, type PoolClient, Query, types } from 'pg';
import { type Calls, onClient } from '../call.js';

const KILL = 'SELECT pg_terminate_backend(pg_backend_pid())';

/** The members of a client that the types of pg leave out. */
interface UndeclaredMembers {
  ref(): void;
  unref(): void;
  getTransactionStatus(): unknown;
  cancel(of: unknown, query: unknown): void;
}

export const connectionCalls: Calls = {
  'a pool that is asked by callback': async ({ pool, see }) => {
    const done = Promise.withResolvers<void>();
    const returned: unknown = pool.connect((error, client, release) => {
      see('connected', error, client?.constructor.name, typeof release);
      release();
      done.resolve();
    });
    see('returned', typeof returned);
    await done.promise;
  },
  'a query of a pool by callback': async ({ pool, see }) => {
    const done = Promise.withResolvers<void>();
    pool.query('SELECT $1::int AS n', [7], (...args) => {
      see('called back', ...args);
      done.resolve();
    });
    await done.promise;
  },
  'the events of a pool': async (place) => {
    for (const event of ['connect', 'acquire', 'release', 'remove'] as const) {
      place.pool.on(event as 'connect', () => place.see(event));
    }
    await onClient(place, (client) => client.query('SELECT 1'));
    const client = await place.pool.connect();
    const removed = once(place.pool, 'remove');
    client.release(new Error('broken'));
    await removed;
  },
  'the counts of a pool, and who has to wait': async (place) => {
    const pool = place.anotherPool({ max: 1 });
    const first = await pool.connect();
    const waiting = pool.connect();
    place.see('counts', pool.totalCount, pool.idleCount, pool.waitingCount);
    first.release();
    (await waiting).release();
  },
  'a pool that is exhausted': async ({ anotherPool }) => {
    const pool = anotherPool({ max: 1 });
    const client = await pool.connect();
    // Set only now, so that a slow machine has the time to open the first connection.
    pool.options.connectionTimeoutMillis = 50;
    try {
      return await pool.query('SELECT 1');
    } finally {
      client.release();
    }
  },
  'a pool that has ended': async ({ pool }) => {
    await pool.end();
    return pool.query('SELECT 1');
  },
  'a class of clients that are objects of their own': async ({ anotherPool }) => {
    const failing = {
      connect: (done: (error: Error) => void) => done(new Error('theirs')),
      on() {},
    };
    const Own = function () {
      return failing;
    } as unknown as typeof Client;
    return anotherPool({ Client: Own }).connect();
  },
  'methods of pg that are replaced once there is a pool': async (place) => {
    const replaced = [
      jest.spyOn(Pool.prototype, 'connect'),
      jest.spyOn(Client.prototype, 'connect'),
      jest.spyOn(Client.prototype, 'query'),
    ];
    try {
      await onClient(place, (client) => client.query('SELECT 1 AS n'));
      for (const method of replaced) place.see('calls', method.mock.calls.length);
    } finally {
      for (const method of replaced) method.mockRestore();
    }
  },
  'a client that is released twice': async ({ pool }) => {
    const client = await pool.connect();
    client.release();
    client.release();
  },
  'a server that is not there': ({ anotherPool }) =>
    anotherPool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' }).query('SELECT 1'),
  'a connection that the server closes': (place) =>
    onClient(place, async (client) => {
      client.on('error', (error) => place.see('error', error));
      client.on('end', () => place.see('end'));
      const ended = once(client, 'end');
      const killed = await client.query(KILL).then(
        () => 'answered',
        (error: unknown) => error,
      );
      place.see('killed', killed);
      await ended;
      return client.query('SELECT 1');
    }),
  'an idle connection that the server closes': async ({ pool, see, anotherPool }) => {
    const lost = once(pool, 'error');
    const client = await pool.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    client.release();
    await anotherPool({ max: 1 }).query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    const [error] = (await lost) as [Error];
    see('error', error);
    return pool.query('SELECT 1 AS n');
  },
  'notifications and notices': (place) =>
    onClient(place, async (client) => {
      client.on('notice', ({ message, severity }) => place.see('notice', message, severity));
      const notified = once(client, 'notification');
      await client.query('LISTEN news');
      await place.pool.query("NOTIFY news, 'payload'");
      const [{ channel, payload }] = (await notified) as [{ channel: string; payload: string }];
      place.see('notification', channel, payload);
      await client.query("DO $$ BEGIN RAISE NOTICE 'noticed'; END $$");
      await client.query('UNLISTEN news');
    }),
  'drain, after the last query': (place) =>
    onClient(place, async (client) => {
      const drained = once(client, 'drain');
      await Promise.all([client.query('SELECT 1'), client.query('SELECT 2')]);
      await drained;
    }),
  'a client by itself': async ({ pool, see }) => {
    const { Client: ClientClass } = pool as unknown as { readonly Client: typeof Client };
    const client = new ClientClass({ ...pool.options });
    see(
      'class',
      client.constructor.name,
      client.query.name,
      client.query.length,
      client.connect.length,
    );
    see('statics', ClientClass.name, Object.keys(client).toSorted());
    await client.connect();
    const internals = client as unknown as UndeclaredMembers;
    see('escaped', client.escapeIdentifier('a"b'), client.escapeLiteral("it's"));
    client.setTypeParser(types.builtins.INT4, (text: string) => `<${text}>`);
    see('parser', client.getTypeParser(types.builtins.INT4, 'text')('7'));
    internals.ref();
    internals.unref();
    internals.ref();
    see('rows', (await client.query('SELECT 1 AS n')).rows);
    see('status', internals.getTransactionStatus());
    const connectAgain = await client.connect().catch((error: unknown) => error);
    see('connected again', connectAgain);
    await client.end();
  },
  'a client that connects and ends by callback': async ({ pool, see }) => {
    const { Client: ClientClass } = pool as unknown as { readonly Client: typeof Client };
    const client = new ClientClass({ ...pool.options });
    const ended = Promise.withResolvers<void>();
    client.connect((error: unknown) => {
      see('connected', error);
      client.end(() => ended.resolve());
    });
    await ended.promise;
  },
  'a query that is cancelled': async (place) => {
    const waiting = (await place.pool.connect()) as PoolClient & Client;
    const { rows } = await waiting.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const slept = waiting.query('SELECT pg_sleep(30)').catch((error: unknown) => error);
    await place.pool.query('SELECT pg_cancel_backend($1)', [rows[0]?.pid]);
    place.see('cancelled', await slept);
    waiting.release();
  },
  'a query that waits and is taken back': (place) =>
    onClient(place, async (client) => {
      const first = client.query('SELECT pg_sleep(0.05)');
      const waiting = new Query('SELECT 2');
      client.query(waiting);
      (client as unknown as UndeclaredMembers).cancel(client, waiting);
      await first;
      return client.query('SELECT 3 AS n');
    }),
};
