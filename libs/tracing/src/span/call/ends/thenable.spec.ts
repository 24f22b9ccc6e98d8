import { beforeEach, describe, expect, it } from '@jest/globals';
import { SpanStatusCode } from '@opentelemetry/api';
import { recordDiagMessages } from '../../../../test/diag-messages.js';
import { SpanRecorder, activeSpanName, inRoot } from '../../../../test/span-recorder.js';
import { Traced } from '#decorators/traced.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());

type Callback = ((value: unknown) => unknown) | null | undefined;

/** A thenable that runs its work at each call of `then`, as a query builder does. */
class Query implements PromiseLike<unknown> {
  runs = 0;
  private limited = '';

  constructor(private readonly answer: () => unknown = activeSpanName) {}

  limit(rows: number): this {
    this.limited = ` LIMIT ${rows}`;
    return this;
  }

  then(onFulfilled?: Callback, onRejected?: Callback): Promise<never> {
    this.runs += 1;
    return this.run().then(onFulfilled, onRejected) as Promise<never>;
  }

  private async run(): Promise<string> {
    await Promise.resolve();
    return `${String(this.answer())}${this.limited}`;
  }
}

class Repository {
  @Traced()
  find<T>(query: T): T {
    return query;
  }

  @Traced()
  audit(): void {}
}

class Service {
  private readonly repository = new Repository();

  @Traced()
  list(query: Query): Query {
    return this.repository.find(query);
  }
}

const repository = new Repository();

function answerAtOnce(callback: (value: unknown) => void): void {
  callback(activeSpanName());
}

describe('a lazy thenable', () => {
  it('runs inside a span that starts with its first then', async () => {
    const query = repository.find(new Query());
    expect([recorder.started, query.runs]).toEqual([0, 0]);
    await inRoot(async () => expect(await query).toBe('Repository.find'));
    expect(recorder.tree()).toBe('root\n  Repository.find');
    expect(query.runs).toBe(1);
  });

  it('neither runs nor makes a span if it is not awaited', async () => {
    const query = repository.find(new Query());
    await new Promise(setImmediate);
    expect([recorder.started, query.runs]).toEqual([0, 0]);
  });

  it('is itself, and looks as it was', () => {
    const query = new Query();
    const before = Object.keys(query);
    expect(repository.find(query)).toBe(query);
    expect(Object.keys(query)).toEqual(before);
  });

  it('can be built on after it was returned', async () => {
    expect(await repository.find(new Query()).limit(3)).toBe('Repository.find LIMIT 3');
  });

  it('has its own then back once that was called, and runs again without a span', async () => {
    const query = repository.find(new Query());
    await query;
    expect(Object.hasOwn(query, 'then')).toBe(false);
    expect(await query).toBe('undefined');
    expect([query.runs, recorder.spans.length]).toEqual([2, 1]);
  });

  it('makes one span if it is awaited twice at once', async () => {
    const query = repository.find(new Query());
    await Promise.all([query, query]);
    expect([query.runs, recorder.started]).toEqual([2, 1]);
  });

  it('ends the span before the caller goes on', async () => {
    const ended = (): number => recorder.spans.length;
    const query = repository.find(new Query(ended));
    await query.then((before) => expect([before, ended()]).toEqual(['0', 1]));
  });

  it('rejects with the same value, and fails the span', async () => {
    const error = new RangeError('empty');
    const failing = (): Query =>
      repository.find(
        new Query(() => {
          throw error;
        }),
      );
    await expect(failing()).rejects.toBe(error);
    await expect(failing().then(undefined)).rejects.toBe(error);
    await expect(failing().then(String)).rejects.toBe(error);
    await expect(failing().then(undefined, (reason) => reason)).resolves.toBe(error);
    const codes = recorder.spans.map(({ status }) => status.code);
    expect(codes).toEqual(Array(4).fill(SpanStatusCode.ERROR));
  });

  it('fails the span if then itself throws', () => {
    const error = new RangeError('empty');
    const query = repository.find({
      then: (_use: Callback): never => {
        throw error;
      },
    });
    expect(() => query.then(null)).toThrow(error);
    expect(recorder.span('Repository.find').status.code).toBe(SpanStatusCode.ERROR);
  });

  it('calls back in the context of the caller', async () => {
    const seen: unknown[] = [];
    const see = (): unknown => seen.push(activeSpanName());
    await inRoot(async () => {
      await repository.find(new Query()).then(see);
      await repository.find(new Query(() => JSON.parse('{'))).then(undefined, see);
    });
    expect(seen).toEqual(['root', 'root']);
  });

  it('ignores a callback that is no function', async () => {
    const none = 'none' as unknown as Callback;
    expect(await repository.find(new Query()).then(none)).toBe('Repository.find');
    const failing = repository.find(new Query(() => JSON.parse('{')));
    await expect(failing.then(null, none)).rejects.toThrow(SyntaxError);
  });

  it('preserves a wrapper of its then', async () => {
    const query = repository.find(new Query());
    const { then } = query;
    query.then = function logged(...callbacks) {
      return then.apply(this, callbacks);
    };
    expect(await query).toBe('Repository.find');
    expect(query.then.name).toBe('logged');
  });

  it('makes a child of the method around that returns it as well', async () => {
    const query = new Query();
    expect(await new Service().list(query)).toBe('Repository.find');
    expect(recorder.tree()).toBe('Service.list\n  Repository.find');
    expect(query.runs).toBe(1);
    expect(Object.hasOwn(query, 'then')).toBe(false);
  });
});

describe('a thenable that cannot be followed', () => {
  it.each([
    ['frozen', Object.freeze],
    ['sealed', Object.seal],
  ])('is left alone if it is %s, and its span ends at return', async (_state, close) => {
    const warnings = recordDiagMessages();
    const query = close({ then: answerAtOnce });
    expect(repository.find(query)).toBe(query);
    expect(recorder.tree()).toBe('Repository.find');
    expect(await query).toBeUndefined();
    expect([recorder.started, warnings]).toEqual([1, []]);
  });
});

describe('a clone of a lazy thenable', () => {
  it.each([
    ['by Object.create', (query: Query) => Object.create(query) as Query],
    ['by its properties', (query: Query) => Object.assign(new Query(), query)],
  ])('%s makes no span', async (_how, clone) => {
    const query = repository.find(new Query());
    expect(await clone(query)).toBe('undefined');
    expect(recorder.started).toBe(0);
    expect(await query).toBe('Repository.find');
  });

  it('with a `then` among its properties can still be awaited', async () => {
    const query = { then: answerAtOnce };
    const copy: object = Object.assign({}, repository.find(query));
    expect(await Promise.resolve(copy)).toBeUndefined();
    expect(recorder.started).toBe(0);
    expect(await repository.find(query)).toBe('Repository.find');
  });
});

describe('a thenable whose then is a property of its own', () => {
  it.each([
    ['a value', { value: answerAtOnce, enumerable: true, configurable: true, writable: true }],
    ['a getter', { get: () => answerAtOnce, enumerable: false, configurable: true }],
  ])('has it back as it was: %s', async (_kind, property) => {
    const query = Object.defineProperty({}, 'then', property);
    expect(await Promise.resolve(repository.find(query))).toBe('Repository.find');
    expect(Object.getOwnPropertyDescriptor(query, 'then')).toMatchObject(property);
  });
});

describe('an eager thenable', () => {
  it('has its work below the span, which dates from the call', async () => {
    class Transaction extends Query {
      private readonly work = Promise.resolve().then(() => repository.audit());

      override then(onFulfilled?: Callback, onRejected?: Callback): Promise<never> {
        return this.work.then(onFulfilled, onRejected) as Promise<never>;
      }
    }
    class Bank {
      @Traced()
      move(): Transaction {
        return new Transaction();
      }
    }
    const moved = new Bank().move();
    await new Promise(setImmediate);
    await moved;
    expect(recorder.tree()).toBe('Bank.move\n  Repository.audit');
  });
});
