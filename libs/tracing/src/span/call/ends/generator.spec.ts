import { types } from 'node:util';
import { runInThisContext } from 'node:vm';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { SpanStatusCode } from '@opentelemetry/api';
import { ScriptTarget, transpile } from 'typescript';
import { SpanRecorder, activeSpanName, inRoot } from '../../../../test/span-recorder.js';
import { Traced } from '#decorators/traced.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());

const error = new RangeError('torn');

const endings: string[] = [];

class Book {
  closed: unknown[] = [];

  /** Each page says where it was written; the book, where it was closed. */
  @Traced()
  *pages(count = 3): Generator<string | undefined, string, unknown> {
    try {
      for (let page = 0; page < count; page += 1) yield activeSpanName();
      return 'end';
    } finally {
      this.closed.push(activeSpanName());
    }
  }

  @Traced()
  async *chapters(count = 3): AsyncGenerator<string | undefined, string, unknown> {
    try {
      for (let chapter = 0; chapter < count; chapter += 1) {
        await Promise.resolve();
        yield activeSpanName();
      }
      return 'end';
    } finally {
      this.closed.push(activeSpanName());
    }
  }

  @Traced()
  *tornPages(): Generator<number> {
    yield 1;
    throw error;
  }

  @Traced()
  async *tornChapters(): AsyncGenerator<number> {
    yield 1;
    throw error;
  }

  @Traced()
  *preface(): Generator<string | undefined, string | undefined> {
    const end = yield* this.pages(1);
    yield activeSpanName();
    return end;
  }

  @Traced({ onResult: (end) => void endings.push(end) })
  *titled(): Generator<string, string> {
    yield 'page';
    return 'end';
  }

  @Traced()
  open<T>(pages: T): T {
    return pages;
  }
}

const inPages = 'Book.pages';
const inChapters = 'Book.chapters';

describe('a generator', () => {
  it('has a span from the first next to done, and runs inside it', async () => {
    const book = new Book();
    const pages = book.pages();
    expect(recorder.started).toBe(0);
    await inRoot(async () => {
      expect(pages.next()).toEqual({ done: false, value: inPages });
      expect([...pages]).toEqual([inPages, inPages]);
    });
    expect(book.closed).toEqual([inPages]);
    expect(recorder.tree()).toBe('root\n  Book.pages');
  });

  it('leaves the consumer in its own context between the steps', async () => {
    await inRoot(async () => {
      for (const page of new Book().pages())
        expect([page, activeSpanName()]).toEqual([inPages, 'root']);
    });
    expect.assertions(3);
  });

  it('ends its span when a loop is left early, which is no error', () => {
    const book = new Book();
    for (const page of book.pages()) {
      expect(page).toBe(inPages);
      break;
    }
    expect(book.closed).toEqual([inPages]);
    expect(recorder.span(inPages).status.code).toBe(SpanStatusCode.UNSET);
  });

  it('fails its span with what it throws', () => {
    expect(() => [...new Book().tornPages()]).toThrow(error);
    expect(recorder.span('Book.tornPages').status.code).toBe(SpanStatusCode.ERROR);
  });

  it('fails its span with what the consumer throws into it', () => {
    const pages = new Book().pages();
    pages.next();
    expect(() => pages.throw(error)).toThrow(error);
    expect(recorder.span(inPages).status.code).toBe(SpanStatusCode.ERROR);
  });

  it('has no span if return or throw comes before its first step', () => {
    const [left, failed] = [new Book().pages(), new Book().pages()];
    expect(left.return('unread')).toEqual({ done: true, value: 'unread' });
    expect(() => failed.throw(error)).toThrow(error);
    expect([left.next().done, failed.next().done]).toEqual([true, true]);
    expect(recorder.started).toBe(0);
  });

  it('gives what it returns to onResult, unless a loop is left early', () => {
    const book = new Book();
    for (const _ of book.titled());
    for (const _ of book.titled()) break;
    expect(endings).toStrictEqual(['end']);
    expect(recorder.spans).toHaveLength(2);
  });

  it('is a child of the generator that delegates to it', () => {
    expect([...new Book().preface()]).toEqual([inPages, 'Book.preface']);
    expect(recorder.tree()).toBe('Book.preface\n  Book.pages');
  });

  it('stays a generator, with its own methods except by reflection', () => {
    const pages = new Book().pages();
    expect(pages[Symbol.iterator]()).toBe(pages);
    expect(Object.prototype.toString.call(pages)).toBe('[object Generator]');
    expect(Object.keys(pages)).toEqual([]);
  });
});

describe('an asynchronous generator', () => {
  it('has a span from the first next to done, and runs inside it', async () => {
    const book = new Book();
    const chapters = book.chapters();
    expect(recorder.started).toBe(0);
    await inRoot(async () => {
      expect(await chapters.next()).toEqual({ done: false, value: inChapters });
      for await (const chapter of chapters) {
        expect([chapter, activeSpanName()]).toEqual([inChapters, 'root']);
      }
    });
    expect(book.closed).toEqual([inChapters]);
    expect(recorder.tree()).toBe('root\n  Book.chapters');
    expect.assertions(6);
  });

  it('ends its span when a loop is left early, which is no error', async () => {
    const book = new Book();
    for await (const chapter of book.chapters()) {
      expect(chapter).toBe(inChapters);
      break;
    }
    expect(book.closed).toEqual([inChapters]);
    expect(recorder.span(inChapters).status.code).toBe(SpanStatusCode.UNSET);
  });

  it('fails its span with what it throws', async () => {
    const chapters = new Book().tornChapters();
    await chapters.next();
    await expect(chapters.next()).rejects.toBe(error);
    expect(recorder.span('Book.tornChapters').status.code).toBe(SpanStatusCode.ERROR);
  });

  it('fails its span with what the consumer throws into it', async () => {
    const chapters = new Book().chapters();
    await chapters.next();
    await expect(chapters.throw(error)).rejects.toBe(error);
    expect(recorder.span(inChapters).status.code).toBe(SpanStatusCode.ERROR);
  });

  it('has no span if return comes before its first step', async () => {
    const chapters = new Book().chapters();
    expect(await chapters.return('unread')).toEqual({ done: true, value: 'unread' });
    expect(await chapters.next()).toEqual({ done: true, value: undefined });
    expect(recorder.started).toBe(0);
  });

  it('answers steps asked for at once in order, in one span', async () => {
    const chapters = new Book().chapters(2);
    const steps = await Promise.all([
      chapters.next(),
      chapters.next(),
      chapters.next(),
      chapters.next(),
    ]);
    expect(steps).toEqual([
      { done: false, value: inChapters },
      { done: false, value: inChapters },
      { done: true, value: 'end' },
      { done: true, value: undefined },
    ]);
    expect(recorder.tree()).toBe(inChapters);
  });
});

describe('what only looks like a generator', () => {
  /** The generator that the body of `source` makes, compiled as for older runtimes. */
  function compiled<T>(source: string, target: ScriptTarget): T {
    const script = transpile(`(function (activeSpanName) { return ${source}(); })`, { target });
    return (runInThisContext(script) as (see: typeof activeSpanName) => T)(activeSpanName);
  }

  it('is traced as one if a compiler made it of one', () => {
    const source = 'function* () { yield activeSpanName(); yield activeSpanName(); }';
    const pages = new Book().open(compiled<Iterable<unknown>>(source, ScriptTarget.ES5));
    expect(types.isGeneratorObject(pages)).toBe(false);
    expect(recorder.started).toBe(0);
    expect([...pages]).toEqual(['Book.open', 'Book.open']);
    expect(recorder.tree()).toBe('Book.open');
  });

  it('is traced as one if a compiler made it of an asynchronous one', async () => {
    const source = 'async function* () { yield await activeSpanName(); }';
    const chapters = new Book().open(compiled<AsyncIterable<unknown>>(source, ScriptTarget.ES2017));
    expect(types.isGeneratorObject(chapters)).toBe(false);
    expect(recorder.started).toBe(0);
    for await (const chapter of chapters) expect(chapter).toBe('Book.open');
    expect(recorder.tree()).toBe('Book.open');
    expect.assertions(4);
  });

  it('is left as it is if it is a cursor, whose next gives rows and null', async () => {
    const rows = ['row', null];
    const cursor = {
      next: async () => rows.shift(),
      async *[Symbol.asyncIterator]() {
        yield* rows;
      },
    };
    const { next } = cursor;
    expect(new Book().open(cursor)).toBe(cursor);
    expect(cursor.next).toBe(next);
    expect(recorder.tree()).toBe('Book.open');
  });

  it('has its next left unread if it is not iterable', () => {
    let asked = 0;
    const page = {
      get next(): () => void {
        asked += 1;
        return () => {};
      },
    };
    expect(new Book().open(page)).toBe(page);
    expect([asked, recorder.tree()]).toEqual([0, 'Book.open']);
  });

  it('may answer a step with nothing', () => {
    const next = (): undefined => undefined;
    const rows = {
      next,
      return: next,
      throw: next,
      [Symbol.iterator]: () => [][Symbol.iterator](),
    };
    expect(new Book().open(rows).next()).toBeUndefined();
  });
});
