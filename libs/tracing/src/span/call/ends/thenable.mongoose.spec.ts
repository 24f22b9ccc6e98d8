import { beforeEach, describe, expect, it } from '@jest/globals';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import mongoose, { type Query, Schema, model } from 'mongoose';
import { SpanRecorder, inRoot } from '../../../../test/span-recorder.js';
import { Traced } from '#decorators/traced.js';

interface User {
  readonly name: string;
  readonly age: number;
}

/** Answers in place of MongoDB, by a hook of Mongoose. */
class Documents {
  found: User[] = [];
  readonly filters: unknown[] = [];

  @Traced()
  async find(filter: unknown): Promise<User[]> {
    this.filters.push(filter);
    return Promise.resolve(this.found);
  }
}

const documents = new Documents();
const schema = new Schema<User>(
  { name: String, age: Number },
  { autoCreate: false, bufferCommands: false },
);
schema.pre('find', async function () {
  throw mongoose.skipMiddlewareFunction(await documents.find(this.getFilter()));
});
const Users = model('User', schema);

class UsersRepository {
  @Traced()
  adults(): Query<User[], User> {
    return Users.find({ age: { $gte: 18 } });
  }

  @Traced()
  allAdults(): Promise<User[]> {
    return Users.find({ age: { $gte: 18 } }).exec();
  }

  /** No hook answers this query: it fails, as there is no connection. */
  @Traced()
  count(): Query<number, User> {
    return Users.countDocuments();
  }
}

const ADA = { name: 'ada', age: 36 };
const recorder = new SpanRecorder();
const users = new UsersRepository();

beforeEach(() => {
  recorder.reset();
  documents.found = [ADA];
  documents.filters.length = 0;
});

describe('a traced method that returns a Mongoose query', () => {
  it('is a span around the one run of its query', async () => {
    const found = await inRoot(async () => users.adults());
    expect(found).toEqual([ADA]);
    expect(recorder.tree()).toBe('root\n  UsersRepository.adults\n    Documents.find');
    expect(documents.filters).toHaveLength(1);
  });

  it('starts its span where the query is awaited, not where it is built', async () => {
    const query = await inRoot(async () => ({ adults: users.adults() }));
    expect(recorder.tree()).toBe('root');
    recorder.reset();
    await inRoot(async () => query.adults);
    expect(recorder.tree()).toBe('root\n  UsersRepository.adults\n    Documents.find');
  });

  it('neither runs a query that is not awaited nor makes a span', async () => {
    await inRoot(async () => void users.adults());
    expect(recorder.tree()).toBe('root');
    expect(documents.filters).toEqual([]);
  });

  it('lets the caller go on building', async () => {
    await inRoot(async () => users.adults().where('name').equals('ada').lean());
    expect(recorder.tree()).toBe('root\n  UsersRepository.adults\n    Documents.find');
    expect(documents.filters).toEqual([{ age: { $gte: 18 }, name: 'ada' }]);
  });

  it('goes on in the context of the caller', async () => {
    await inRoot(async () => {
      const root = trace.getActiveSpan();
      const activeSpan = (): unknown => trace.getActiveSpan();
      expect(await users.adults().then(activeSpan)).toBe(root);
      expect(await users.count().then(undefined, activeSpan)).toBe(root);
      await users.adults();
      expect(activeSpan()).toBe(root);
    });
  });

  it('rejects with the error of the query and records it', async () => {
    const untraced: unknown = await Users.countDocuments().catch((error: unknown) => error);
    const error: unknown = await inRoot(async () => users.count()).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(mongoose.MongooseError);
    expect(error).toEqual(untraced);
    const { status, attributes, events } = recorder.span('UsersRepository.count');
    expect(status.code).toBe(SpanStatusCode.ERROR);
    expect(attributes).toMatchObject({ 'error.type': 'MongooseError' });
    expect(events).toHaveLength(1);
  });

  it('leaves it to the query to reject when it is awaited again', async () => {
    const query = users.adults();
    await inRoot(async () => {
      await query;
      await expect(async () => query).rejects.toThrow('Query was already executed');
    });
    expect(recorder.tree()).toBe('root\n  UsersRepository.adults\n    Documents.find');
    expect(documents.filters).toHaveLength(1);
  });

  it('is a span around exec() where the method calls that itself', async () => {
    expect(await inRoot(() => users.allAdults())).toEqual([ADA]);
    expect(recorder.tree()).toBe('root\n  UsersRepository.allAdults\n    Documents.find');
  });

  it.each<[string, (query: Query<User[], User>) => Promise<unknown>]>([
    ['exec', (query) => query.exec()],
    ['catch', (query) => query.catch(() => undefined)],
    ['finally', (query) => query.finally(() => undefined)],
    ['clone', (query) => query.clone().exec()],
  ])('leaves a query untraced that the caller runs by %s, past then', async (_, run) => {
    expect(await inRoot(() => run(users.adults()))).toEqual([ADA]);
    expect(recorder.tree()).toBe('root\n  Documents.find');
    expect(documents.filters).toHaveLength(1);
  });

  it('leaves a cursor untraced', async () => {
    documents.found = [];
    await inRoot(() =>
      users
        .adults()
        .cursor()
        .eachAsync(() => undefined),
    );
    expect(recorder.tree()).toBe('root\n  Documents.find');
  });
});
