import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { PostgresServer, Watchdog } from '@traced/devstack';
import { Pool, type PoolClient, Query } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import Cursor from 'pg-cursor';
import QueryStream from 'pg-query-stream';
import { DataSource } from 'typeorm';
import { SpanRecorder, inRoot } from '../../../test/span-recorder.js';
import { tracedPool } from './traced-pool.js';
import { withTracedDriver } from '#database/typeorm/traced-driver.js';

const recorder = new SpanRecorder();
const watchdog = new Watchdog();
let directory: string;
let server: PostgresServer;
let pool: Pool;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'traced-pool-'));
  const logFile = join(directory, 'postgres.log');
  server = await PostgresServer.start({ stateDirectory: directory, logFile, watchdog });
  pool = tracedPool(new Pool({ connectionString: server.url, max: 2 }));
  pool.on('error', () => undefined);
  await pool.query('CREATE TABLE users (id int PRIMARY KEY, email text)');
});
afterEach(() => recorder.reset());
afterAll(async () => {
  await pool.end();
  await server.stop();
  watchdog.stop();
  await rm(directory, { recursive: true, force: true });
});

/** Runs `work` on one connection of the pool. */
async function onConnection<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

describe('a query of a traced pool', () => {
  it('is one CLIENT span with its text, its database and its server, but no value', async () => {
    const { rows } = await inRoot(() =>
      pool.query("SELECT email, 'literal' AS l FROM users WHERE id = $1", [4711]),
    );
    expect(rows).toEqual([]);
    expect(recorder.tree()).toBe('root\n  SELECT users');
    const span = recorder.span('SELECT users');
    expect(span.kind).toBe(SpanKind.CLIENT);
    expect(span.attributes).toEqual({
      'db.system.name': 'postgresql',
      'db.namespace': 'postgres',
      'db.query.summary': 'SELECT users',
      'db.query.text': 'SELECT email, ? AS l FROM users WHERE id = $1',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(server.url).port),
    });
  });

  it('has no span outside a trace', async () => {
    await pool.query('SELECT 1');
    expect(recorder.spans).toHaveLength(0);
  });

  it('has the SQLSTATE of its failure, and rejects with the same error', async () => {
    const failing = inRoot(() => pool.query("SELECT 'hunter2'::int"));
    await expect(failing).rejects.toMatchObject({ code: '22P02', severity: 'ERROR' });
    const { status, attributes, events } = recorder.span('SELECT');
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'SQLSTATE 22P02' });
    expect(attributes).toMatchObject({
      'error.type': '22P02',
      'db.response.status_code': '22P02',
    });
    expect(events).toHaveLength(1);
    expect(JSON.stringify([attributes, events])).not.toContain('hunter2');
  });

  it.each([
    ['text', ['SELECT 1 AS one']],
    ['text and values', ['SELECT $1::int AS one', [1]]],
    ['an object', [{ text: 'SELECT $1::int AS one', values: [1] }]],
  ])('calls back in the context of the caller: %s', async (_, args) => {
    await inRoot(async () => {
      const active = trace.getActiveSpan();
      const { promise, resolve } = Promise.withResolvers<unknown[]>();
      await onConnection(async (client) => {
        const callback = (error: unknown, result: { rows: unknown[] }): void =>
          resolve([error, result.rows, trace.getActiveSpan() === active]);
        Reflect.apply(client.query, client, [...args, callback]);
        expect(await promise).toEqual([null, [{ one: 1 }], true]);
      });
    });
    expect(recorder.tree()).toBe('root\n  SELECT');
  });

  it('has the parent of its caller after it waited for a connection', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `request ${index}`);
    const tracer = trace.getTracer('test');
    await Promise.all(
      names.map((name) =>
        tracer.startActiveSpan(name, async (span) => {
          await pool.query('SELECT pg_sleep(0.01)');
          span.end();
        }),
      ),
    );
    expect(new Set(recorder.tree().split('\n'))).toEqual(new Set([...names, '  SELECT']));
    const parents = recorder.spans.map(({ parentSpanContext }) => parentSpanContext?.spanId);
    expect(new Set(parents.filter(Boolean)).size).toBe(names.length);
  });

  it('calls the `connect` that the pool itself defines', async () => {
    const own = new Pool({ connectionString: server.url, max: 1 });
    const connect = jest.spyOn(own, 'connect');
    await tracedPool(own).query('SELECT 1');
    await own.end();
    expect(connect).toHaveBeenCalledTimes(1);
  });

  it('ends with the last message of the protocol if it exchanges messages itself', async () => {
    await inRoot(() =>
      onConnection(async (client) => {
        const query = client.query(new Query('SELECT generate_series(1, 3) AS n'));
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        query.on('end', () => resolve()).on('error', reject);
        await promise;
      }),
    );
    expect(recorder.tree()).toBe('root\n  SELECT');
  });

  it.each([
    ['a cursor', (sql: string) => new Cursor(sql)],
    ['a stream', (sql: string) => new QueryStream(sql)],
    ['a stream of COPY', (sql: string) => copyTo(`COPY (${sql}) TO STDOUT`)],
    ['a query of pg', (sql: string) => new Query(sql)],
  ])('has its text if it is %s', async (_kind, queryOf) => {
    await inRoot(() =>
      onConnection(async (client) => {
        const query = client.query(queryOf('SELECT id FROM users'));
        if (query instanceof Cursor) await query.read(1);
        else if (query instanceof Readable) await query.toArray();
        else
          await once(
            query.on('row', () => undefined),
            'end',
          );
      }),
    );
    const [span] = recorder.spans;
    expect(span?.attributes['db.query.text']).toContain('SELECT id FROM users');
    expect(span?.name).toMatch(/SELECT users$/);
  });

  it('shows no literal on a connection on which a backslash escapes', async () => {
    const textOf = async (client: PoolClient, sql: string): Promise<unknown> => {
      recorder.reset();
      await inRoot(() => client.query(sql));
      return recorder.span('SELECT').attributes['db.query.text'];
    };
    const standard = String.raw`SELECT 'a\', 'b'`;
    await onConnection(async (client) => {
      expect(await textOf(client, standard)).toBe('SELECT ?, ?');
      await client.query('SET standard_conforming_strings = off');
      expect(await textOf(client, String.raw`SELECT 'it\'s secret', 'b'`)).toBe('SELECT ?, ?');
      await client.query('RESET standard_conforming_strings');
      expect(await textOf(client, standard)).toBe('SELECT ?, ?');
    });
  });

  it('fails on a bad argument as pg does', async () => {
    await onConnection(async (client) => {
      const query = client.query as unknown as (text: null) => Promise<unknown>;
      await expect(inRoot(async () => query.call(client, null))).rejects.toThrow(
        'Client was passed a null or undefined query',
      );
    });
  });
});

describe('an event that a connection emits by itself', () => {
  it('belongs to no request, not even to the one that opened the connection', async () => {
    const fresh = tracedPool(new Pool({ connectionString: server.url, max: 1 }));
    const active: unknown[] = [];
    const client = await inRoot(async () => {
      const opened = await fresh.connect();
      await opened.query('LISTEN news');
      return opened;
    });
    const notified = Promise.withResolvers<void>();
    client.on('notification', () => {
      active.push(trace.getActiveSpan());
      notified.resolve();
    });
    await inRoot(() => pool.query("NOTIFY news, 'n'"));
    await notified.promise;
    expect(active).toEqual([undefined]);
    client.release();
    await fresh.end();
  });
});

describe('a transaction of a traced pool', () => {
  it.each([
    ['COMMIT', 'committed'],
    ['ROLLBACK', 'rolled_back'],
  ])('is one span around its queries that %s ends: %s', async (end, outcome) => {
    await inRoot(() =>
      onConnection(async (client) => {
        await client.query('BEGIN');
        await client.query('DELETE FROM users');
        await client.query('SAVEPOINT here');
        await client.query('ROLLBACK TO SAVEPOINT here');
        await client.query(end);
        await client.query('SELECT 1');
      }),
    );
    expect(recorder.tree()).toBe(
      'root\n  transaction\n    DELETE users\n    SAVEPOINT\n    ROLLBACK\n  SELECT',
    );
    expect(recorder.span('transaction').kind).toBe(SpanKind.INTERNAL);
    expect(recorder.span('transaction').attributes).toMatchObject({
      'transaction.outcome': outcome,
    });
  });

  it('was rolled back when PostgreSQL answered COMMIT with ROLLBACK', async () => {
    await inRoot(() =>
      onConnection(async (client) => {
        await client.query('BEGIN');
        await client.query('SELECT 1 / 0').catch(() => undefined);
        await client.query('COMMIT');
      }),
    );
    expect(recorder.span('transaction').attributes).toMatchObject({
      'transaction.outcome': 'rolled_back',
    });
  });

  it('ends when its connection is lost', async () => {
    await inRoot(async () => {
      const client = await pool.connect();
      client.on('error', () => undefined);
      const ended = new Promise((resolve) => {
        client.once('end', resolve);
      });
      await client.query('BEGIN');
      await client.query('SELECT pg_terminate_backend(pg_backend_pid())').catch(() => undefined);
      await ended;
      client.release(true);
    });
    expect(recorder.span('transaction').attributes).toMatchObject({
      'transaction.outcome': 'connection_lost',
    });
  });

  it('is one span, even if another request ends it than began it', async () => {
    const client = await pool.connect();
    await inRoot(() => client.query('BEGIN'));
    await client.query('DELETE FROM users');
    await client.query('ROLLBACK');
    expect(recorder.tree()).toBe('root\n  transaction');
    expect(recorder.span('transaction').attributes).toMatchObject({
      'transaction.outcome': 'rolled_back',
    });
    recorder.reset();
    await inRoot(async () => {
      await client.query('BEGIN');
      await client.query('COMMIT');
    });
    client.release();
    expect(recorder.tree()).toBe('root\n  transaction');
  });

  it('has no span if no recorded span was active when it began', async () => {
    const client = await pool.connect();
    await client.query('BEGIN');
    await inRoot(async () => {
      await client.query('DELETE FROM users');
      await client.query('COMMIT');
    });
    client.release();
    expect(recorder.tree()).toBe('root\n  DELETE users\n  COMMIT');
  });

  it('continues in the trace of a request that has ended', async () => {
    let late: Promise<unknown> = Promise.resolve();
    await inRoot(async () => {
      const answered = Promise.withResolvers<void>();
      late = onConnection(async (client) => {
        await client.query('BEGIN');
        answered.resolve();
        await ended.promise;
        await client.query('DELETE FROM users');
        await client.query('COMMIT');
      });
      const ended = Promise.withResolvers<void>();
      setImmediate(ended.resolve);
      await answered.promise;
    });
    await late;
    expect(recorder.tree()).toBe('root\n  transaction\n    DELETE users');
    expect(recorder.span('transaction').attributes).toMatchObject({
      'transaction.outcome': 'committed',
    });
  });

  it.each([
    ['COMMIT AND CHAIN', 'root\n  transaction\n  transaction\n    SELECT'],
    ['SELECT 2; COMMIT; BEGIN', 'root\n  transaction\n    SELECT\n  transaction\n    SELECT'],
  ])('ends and begins again by %s', async (text, tree) => {
    await inRoot(() =>
      onConnection(async (client) => {
        await client.query('BEGIN');
        await client.query(text);
        await client.query('SELECT 1');
        await client.query('ROLLBACK');
      }),
    );
    expect(recorder.tree()).toBe(tree);
  });

  it('is around the statements of one text that begins and ends it', async () => {
    await inRoot(() => pool.query('BEGIN; DELETE FROM users; COMMIT'));
    expect(recorder.tree()).toBe('root\n  transaction\n    DELETE users');
  });

  it('does not become the parent below a span that the application starts in it', async () => {
    await inRoot(() =>
      onConnection(async (client) => {
        await client.query('BEGIN');
        await trace.getTracer('test').startActiveSpan('step', async (step) => {
          await client.query('SELECT 1');
          step.end();
        });
        await client.query('COMMIT');
      }),
    );
    const step = recorder.span('step');
    expect(recorder.span('SELECT').parentSpanContext?.spanId).toBe(step.spanContext().spanId);
    expect(step.parentSpanContext?.spanId).toBe(recorder.span('root').spanContext().spanId);
  });
});

describe('a DataSource of TypeORM with the traced driver', () => {
  it('has the text of the query of a stream', async () => {
    const options = withTracedDriver({ type: 'postgres' as const, url: server.url });
    const dataSource = await new DataSource(options).initialize();
    await inRoot(async () => {
      const runner = dataSource.createQueryRunner();
      await (await runner.stream("SELECT id FROM users WHERE email = 'ada'")).toArray();
      await runner.release();
    });
    await dataSource.destroy();
    expect(recorder.tree()).toBe('root\n  SELECT users');
    const { 'db.query.text': text } = recorder.span('SELECT users').attributes;
    expect(text).toBe('SELECT id FROM users WHERE email = ?');
  });

  it('has no span at start-up, one for each query, and one for a transaction', async () => {
    const options = withTracedDriver({ type: 'postgres' as const, url: server.url });
    const dataSource = await new DataSource(options).initialize();
    expect(recorder.spans).toHaveLength(0);
    await inRoot(() =>
      dataSource.transaction(async (manager) => {
        await manager.query('INSERT INTO users VALUES ($1, $2)', [1, 'ada@example.com']);
        await manager.query('SELECT * FROM users');
      }),
    );
    await dataSource.destroy();
    expect(recorder.tree()).toBe('root\n  transaction\n    INSERT users\n    SELECT users');
    expect(JSON.stringify(recorder.spans.map(({ attributes }) => attributes))).not.toContain('ada');
  });
});
