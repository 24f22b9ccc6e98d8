import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { type Knex, knex } from 'knex';
import { Pool } from 'pg';
import { type Postgres, startPostgres } from '../../../../test/postgres.js';
import { SpanRecorder, inRoot } from '../../../../test/span-recorder.js';
import { tracedPool } from '#database/postgresql/traced-pool.js';
import { Traced } from '#decorators/traced.js';

interface User {
  readonly name: string;
  readonly age: number;
}

class UsersRepository {
  constructor(private readonly db: Knex) {}

  @Traced()
  adults(): Knex.QueryBuilder<User, User[]> {
    return this.db<User>('users').where('age', '>=', 18);
  }

  @Traced()
  add(name: string, age: number): Knex.QueryBuilder<User, number[]> {
    return this.db<User>('users').insert({ name, age });
  }

  @Traced()
  lost(): Knex.Raw {
    return this.db.raw('SELECT * FROM lost_users');
  }

  @Traced()
  addTwins(name: string): Promise<void> {
    return this.db.transaction(async (trx) => {
      await trx<User>('users').insert({ name, age: 1 });
      await trx<User>('users').insert({ name, age: 1 });
    });
  }
}

const recorder = new SpanRecorder();
let postgres: Postgres;
let pool: Pool;
let db: Knex;
let users: UsersRepository;

beforeAll(async () => {
  postgres = await startPostgres();
  pool = tracedPool(new Pool({ connectionString: postgres.url, max: 2 }));
  // `end` does not wait for the connections that it closes, and the stopping server cuts them.
  pool.on('error', () => undefined);
  db = knex({ client: 'pg', connectionPool: pool });
  users = new UsersRepository(db);
  await db.schema.createTable('users', (table) => {
    table.text('name').notNullable();
    table.integer('age').notNullable();
  });
});
beforeEach(async () => {
  await db('users').truncate();
  recorder.reset();
});
afterAll(async () => {
  await db.destroy();
  await pool.end();
  await postgres.stop();
});

async function storedNames(): Promise<string[]> {
  return db<User>('users').orderBy('name').pluck('name');
}

describe('a traced method that returns a Knex query', () => {
  it('is a span around the one run of its query', async () => {
    await inRoot(async () => {
      await users.add('ada', 36);
    });
    expect(recorder.tree()).toBe('root\n  UsersRepository.add\n    INSERT users');
    expect(await storedNames()).toEqual(['ada']);
  });

  it('starts its span where the query is awaited, not where it is built', async () => {
    const query = await inRoot(async () => ({ builder: users.add('ada', 36) }));
    expect(recorder.tree()).toBe('root');
    recorder.reset();
    await inRoot(async () => {
      await query.builder;
    });
    expect(recorder.tree()).toBe('root\n  UsersRepository.add\n    INSERT users');
  });

  it('neither runs a query that is not awaited nor makes a span', async () => {
    await inRoot(async () => void users.add('ada', 36));
    expect(recorder.tree()).toBe('root');
    expect(await storedNames()).toEqual([]);
  });

  it('lets the caller go on building', async () => {
    await db('users').insert([
      { name: 'ada', age: 36 },
      { name: 'eva', age: 7 },
      { name: 'joe', age: 40 },
    ]);
    const adults = await inRoot(async () => users.adults().orderBy('age', 'desc').pluck('name'));
    expect(adults).toEqual(['joe', 'ada']);
    expect(recorder.tree()).toBe('root\n  UsersRepository.adults\n    SELECT users');
  });

  it('goes on in the context of the caller', async () => {
    await inRoot(async () => {
      const root = trace.getActiveSpan();
      const activeSpan = (): unknown => trace.getActiveSpan();
      expect(await users.adults().then(activeSpan)).toBe(root);
      expect(await users.lost().then(undefined, activeSpan)).toBe(root);
      await users.adults();
      expect(activeSpan()).toBe(root);
    });
  });

  it('rejects with the error of the query and records it once', async () => {
    const failing = inRoot(async () => users.lost());
    await expect(failing).rejects.toMatchObject({ code: '42P01', severity: 'ERROR' });
    expect(recorder.tree()).toBe('root\n  UsersRepository.lost\n    SELECT lost_users');
    const { status, attributes, events } = recorder.span('UsersRepository.lost');
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'SQLSTATE 42P01' });
    expect(attributes).toMatchObject({ 'error.type': '42P01' });
    expect(events).toEqual([]);
    expect(recorder.span('SELECT lost_users').events).toHaveLength(1);
  });

  it.each<[string, (query: Knex.QueryBuilder) => unknown]>([
    ['catch', (query) => query.catch(() => undefined)],
    ['finally', (query) => query.finally(() => undefined)],
    ['asCallback', (query) => query.asCallback(() => undefined)],
  ])('is a span as well when the query is run by %s', async (_, run) => {
    await inRoot(async () => run(users.add('ada', 36)));
    expect(recorder.tree()).toBe('root\n  UsersRepository.add\n    INSERT users');
    expect(await storedNames()).toEqual(['ada']);
  });

  it('runs the query again when it is awaited again, in the span of the first time only', async () => {
    await inRoot(async () => {
      const query = users.add('ada', 36);
      await query;
      await query;
    });
    expect(recorder.tree()).toBe('root\n  UsersRepository.add\n    INSERT users\n  INSERT users');
    expect(await storedNames()).toEqual(['ada', 'ada']);
  });

  it('leaves a clone untraced', async () => {
    await inRoot(async () => {
      await users.add('ada', 36).clone();
    });
    expect(recorder.tree()).toBe('root\n  INSERT users');
  });

  it('leaves a subquery to the query around it', async () => {
    await inRoot(async () => {
      await db('users').whereIn('name', users.adults().select('name')).del();
    });
    expect(recorder.tree()).toBe('root\n  DELETE users SELECT users');
  });
});

describe('a transaction of Knex', () => {
  it('runs the query of a traced method on its own connection', async () => {
    await inRoot(() =>
      db.transaction(async (trx) => {
        await users.add('ada', 36).transacting(trx);
        await users.add('joe', 40).transacting(trx);
      }),
    );
    expect(recorder.tree()).toBe(
      'root\n  transaction\n  UsersRepository.add\n    INSERT users\n  UsersRepository.add\n    INSERT users',
    );
    expect(await storedNames()).toEqual(['ada', 'joe']);
  });

  it('awaits the query that its handler returns', async () => {
    await inRoot(() => db.transaction((trx) => users.add('ada', 36).transacting(trx)));
    expect(recorder.tree()).toBe('root\n  transaction\n  UsersRepository.add\n    INSERT users');
    expect(await storedNames()).toEqual(['ada']);
  });

  it('rolls back what a failed query of a traced method leaves behind', async () => {
    const failing = inRoot(() =>
      db.transaction(async (trx) => {
        await users.add('ada', 36).transacting(trx);
        await users.lost().transacting(trx);
      }),
    );
    await expect(failing).rejects.toMatchObject({ code: '42P01' });
    expect(await storedNames()).toEqual([]);
  });

  it('is the work of the method that returns it', async () => {
    await inRoot(async () => {
      await users.addTwins('ada');
    });
    expect(recorder.tree()).toBe(
      'root\n  UsersRepository.addTwins\n    transaction\n      INSERT users\n      INSERT users',
    );
    expect(await storedNames()).toEqual(['ada', 'ada']);
  });
});
