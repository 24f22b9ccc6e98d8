import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import type { Pool } from 'pg';
import { type PrismaClient, type User, loadPrisma } from '../../../../test/load-prisma.js';
import { type Postgres, startPostgres } from '../../../../test/postgres.js';
import { SpanRecorder, inRoot } from '../../../../test/span-recorder.js';
import { tracedPool } from '#database/postgresql/traced-pool.js';
import { Traced } from '#decorators/traced.js';

const ADA = { name: 'ada', age: 36 };
const JOE = { name: 'joe', age: 40 };

class UsersRepository {
  constructor(private readonly prisma: PrismaClient) {}

  @Traced()
  all(): Promise<User[]> {
    return this.prisma.user.findMany();
  }

  @Traced()
  named(name: string): Promise<User | null> {
    return this.prisma.user.findUnique({ where: { name } });
  }

  @Traced()
  add(user: User): Promise<User> {
    return this.prisma.user.create({ data: user });
  }

  @Traced()
  lost(): Promise<unknown> {
    return this.prisma.$queryRawUnsafe('SELECT * FROM lost_users');
  }
}

const recorder = new SpanRecorder();
let postgres: Postgres;
let pool: Pool;
let prisma: PrismaClient;
let users: UsersRepository;

beforeAll(async () => {
  const { Pool, PrismaPg, PrismaClient } = await loadPrisma();
  postgres = await startPostgres();
  pool = tracedPool(new Pool({ connectionString: postgres.url, max: 2 }));
  // `end` does not wait for the connections that it closes, and the stopping server cuts them.
  pool.on('error', () => undefined);
  prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  users = new UsersRepository(prisma);
  await pool.query('CREATE TABLE users (name text PRIMARY KEY, age int NOT NULL)');
});
beforeEach(async () => {
  await pool.query('TRUNCATE users');
  recorder.reset();
});
afterAll(async () => {
  await prisma.$disconnect();
  await pool.end();
  await postgres.stop();
});

describe('a traced method that returns a promise of Prisma', () => {
  it('is a span around the one run of its query', async () => {
    expect(await inRoot(async () => users.add(ADA))).toEqual(ADA);
    expect(recorder.tree()).toBe('root\n  UsersRepository.add\n    INSERT public.users');
    expect(await users.all()).toEqual([ADA]);
  });

  it('starts its span where the query is awaited, not where it is built', async () => {
    const query = await inRoot(async () => ({ promise: users.add(ADA) }));
    expect(recorder.tree()).toBe('root');
    recorder.reset();
    await inRoot(async () => query.promise);
    expect(recorder.tree()).toBe('root\n  UsersRepository.add\n    INSERT public.users');
  });

  it('neither runs a query that is not awaited nor makes a span', async () => {
    await inRoot(async () => void users.add(ADA));
    expect(recorder.tree()).toBe('root');
    expect(await users.all()).toEqual([]);
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ['a plain object', 'all', () => users.all()],
    ['a proxy', 'named', () => users.named('ada')],
  ])('answers as often as it is awaited, and runs its query once: %s', async (_, method, find) => {
    await prisma.user.create({ data: ADA });
    await inRoot(async () => {
      const promise = find();
      const answers = [await promise, await promise];
      expect(answers.flat()).toEqual([ADA, ADA]);
    });
    expect(recorder.tree()).toBe(`root\n  UsersRepository.${method}\n    SELECT public.users`);
  });

  it('goes on in the context of the caller', async () => {
    await inRoot(async () => {
      const root = trace.getActiveSpan();
      const activeSpan = (): unknown => trace.getActiveSpan();
      expect(await users.all().then(activeSpan)).toBe(root);
      expect(await users.lost().then(undefined, activeSpan)).toBe(root);
      await users.all();
      expect(activeSpan()).toBe(root);
    });
  });

  it('rejects with the error of the query and records it', async () => {
    const untraced = prisma.$queryRawUnsafe('SELECT * FROM lost_users');
    const expected: unknown = await untraced.catch((error: unknown) => error);
    await expect(inRoot(async () => users.lost())).rejects.toEqual(expected);
    expect(recorder.tree()).toBe('root\n  UsersRepository.lost\n    SELECT lost_users');
    const { status, attributes, events } = recorder.span('UsersRepository.lost');
    expect(status.code).toBe(SpanStatusCode.ERROR);
    expect(attributes).toMatchObject({ 'error.type': 'P2010' });
    expect(events).toHaveLength(1);
  });

  it.each<[string, (promise: Promise<User>) => Promise<unknown>]>([
    ['catch', (promise) => promise.catch(() => undefined)],
    ['finally', (promise) => promise.finally(() => undefined)],
  ])('leaves a query untraced that the caller runs by %s, past then', async (_, run) => {
    expect(await inRoot(() => run(users.add(ADA)))).toEqual(ADA);
    expect(recorder.tree()).toBe('root\n  INSERT public.users');
  });
});

describe('a transaction of Prisma', () => {
  it('takes the promises of traced methods as its queries', async () => {
    const added = await inRoot(() => prisma.$transaction([users.add(ADA), users.add(JOE)]));
    expect(added).toEqual([ADA, JOE]);
    expect(recorder.tree()).toBe(
      'root\n  transaction\n    INSERT public.users\n    INSERT public.users',
    );
  });

  it('rolls back when one of them fails', async () => {
    const failing = inRoot(() => prisma.$transaction([users.add(ADA), users.add(ADA)]));
    await expect(failing).rejects.toMatchObject({ code: 'P2002' });
    expect(await users.all()).toEqual([]);
  });

  it('runs the queries of traced methods on the client it hands out', async () => {
    await inRoot(() =>
      prisma.$transaction(async (transaction) => {
        await new UsersRepository(transaction).add(ADA);
      }),
    );
    expect(recorder.tree()).toBe(
      'root\n  transaction\n  UsersRepository.add\n    INSERT public.users',
    );
    expect(await users.all()).toEqual([ADA]);
  });
});
