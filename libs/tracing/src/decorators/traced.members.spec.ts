import { beforeEach, describe, expect, it } from '@jest/globals';
import { SetMetadata } from '@nestjs/common';
import { type Span, SpanKind } from '@opentelemetry/api';
import { SpanRecorder, inRoot } from '../../test/span-recorder.js';
import { CurrentSpan, NoTrace, SpanAttribute, Traced, traced } from '#index.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());

/** The metadata that decorators of Nest's Swagger, event emitter, schedule and microservices set, by their keys. */
const metadata = {
  'swagger/apiResponse': { 200: { description: 'the books' } },
  EVENT_LISTENER_METADATA: [{ event: 'book.lent' }, { event: 'book.returned' }],
  SCHEDULE_CRON_OPTIONS: { cronTime: '0 * * * *' },
  'microservices:pattern': [{ cmd: 'books' }],
};

/** Sets all of that metadata on a method. */
const Registered = (): MethodDecorator => (target, key, descriptor) => {
  for (const [name, value] of Object.entries(metadata)) {
    SetMetadata(name, value)(target, key, descriptor);
  }
};

function metadataOf(method: object): Record<string, unknown> {
  const keys = Reflect.getMetadataKeys(method) as string[];
  return Object.fromEntries(keys.map((key) => [key, Reflect.getMetadata(key, method) as unknown]));
}

class Shelf {
  size(): number {
    return 3;
  }
}

@Traced()
class Books extends Shelf {
  #lent = 0;

  static open(): Books {
    return new this();
  }

  lend(): number {
    return ++this.#lent;
  }

  @Traced('giveBack', { kind: SpanKind.PRODUCER })
  return(): number {
    return --this.#lent;
  }

  @NoTrace()
  count(): number {
    return this.#lent;
  }
}

@Traced()
class Catalogue extends Map<string, string> {
  titleOf(isbn: string): string | undefined {
    return this.get(isbn);
  }
}

class Library {
  private owner = 'Ada';

  @Traced()
  search(_author: string, _title: string, _limit = 10): string {
    return `${this.owner}'s books`;
  }

  @Registered()
  @Traced()
  registeredAbove(): void {}

  @Traced()
  @Registered()
  registeredBelow(): void {}

  @Traced()
  get title(): string {
    return `The library of ${this.owner}`;
  }

  set title(title: string) {
    this.owner = title;
  }

  @Traced()
  private hidden(): string {
    return this.owner;
  }

  reveal(): string {
    return this.hidden();
  }

  @Traced({ attributes: (id: number) => ({ 'book.id': id }) })
  find(id: number): number {
    return id;
  }

  @Traced({ root: 'linked' })
  stocktake(): void {}

  @Traced()
  reserve(
    @SpanAttribute('book.id', (book: { id: number }) => book.id) _book: { id: number },
    @SpanAttribute({ key: 'reader.email', redact: 'hash' }) _email: string,
  ): void {}

  @Traced()
  close(@CurrentSpan() span?: Span): string {
    span?.end();
    return 'closed';
  }
}

const library = new Library();
const names = (): string[] => recorder.spans.map(({ name }) => name);

describe('@Traced() on a class', () => {
  it('makes one span of a method that has @Traced() too, with the options of the method', () => {
    new Books().return();
    expect(names()).toEqual(['giveBack']);
    expect(recorder.span('giveBack').kind).toBe(SpanKind.PRODUCER);
  });

  it('traces static methods, in spans that have the name of their class', () => {
    expect(Books.open()).toBeInstanceOf(Books);
    expect(names()).toEqual(['Books.open']);
  });

  it('traces inherited methods, and does not change the class that declares them', () => {
    expect(new Books().size()).toBe(3);
    new Shelf().size();
    expect(names()).toEqual(['Books.size']);
  });

  it('leaves out a method with @NoTrace()', () => {
    expect(new Books().count()).toBe(0);
    expect(names()).toEqual([]);
  });

  it('traces instances that no container has made', () => {
    new Books().lend();
    expect(names()).toEqual(['Books.lend']);
  });

  it('lets methods use their #private fields', () => {
    const books = new Books();
    expect([books.lend(), books.lend(), books.return()]).toEqual([1, 2, 1]);
  });

  it('lets the methods of a subclass of Map use the map', () => {
    const catalogue = new Catalogue([['0441172717', 'Dune']]);
    expect(catalogue.titleOf('0441172717')).toBe('Dune');
    expect(names()).toContain('Catalogue.titleOf');
  });

  it('adds nothing to the prototype but the inherited methods that it traces', () => {
    expect(Reflect.ownKeys(Books.prototype)).toEqual([
      'constructor',
      'lend',
      'return',
      'count',
      'size',
    ]);
    expect(Object.keys(Books.prototype)).toEqual([]);
  });
});

describe('@Traced() on a member', () => {
  it('names the span after class and method', () => {
    expect(library.search('Le Guin', 'The Dispossessed')).toBe("Ada's books");
    expect(names()).toEqual(['Library.search']);
  });

  it('does not change the name and the length of the method', () => {
    expect(Library.prototype.search).toHaveProperty('name', 'search');
    expect(Library.prototype.search).toHaveLength(2);
  });

  it.each(['registeredAbove', 'registeredBelow'] as const)(
    'preserves the metadata of Swagger, of several @OnEvent(), of @Cron() and @MessagePattern(): %s',
    (method) => {
      expect(metadataOf(Library.prototype[method])).toEqual(metadata);
    },
  );

  it('traces a getter and a setter', () => {
    const mine = new Library();
    mine.title = 'Grace';
    expect(mine.title).toBe('The library of Grace');
    expect(names()).toEqual(['Library.title', 'Library.title']);
  });

  it('traces a private method', () => {
    expect(library.reveal()).toBe('Ada');
    expect(names()).toEqual(['Library.hidden']);
  });

  it('sets attributes that its callback returns from the arguments', () => {
    library.find(7);
    expect(recorder.span('Library.find').attributes).toMatchObject({ 'book.id': 7 });
  });

  it('sets attributes from decorated parameters, and hashes personal data', () => {
    library.reserve({ id: 7 }, 'ada@example.com');
    expect(recorder.span('Library.reserve').attributes).toEqual({
      'code.function.name': 'Library.reserve',
      'book.id': 7,
      'reader.email': expect.stringMatching(/^[\da-f]{32}$/),
    });
  });

  it('links the root span of a new trace to the span of the caller', async () => {
    await inRoot(async () => library.stocktake());
    const { links, parentSpanContext } = recorder.span('Library.stocktake');
    expect(parentSpanContext).toBeUndefined();
    expect(links.map(({ context }) => context)).toEqual([recorder.span('root').spanContext()]);
  });
});

describe('traced()', () => {
  it('traces an arrow function', () => {
    const double = traced('double', (count: number) => count * 2);
    expect(double(21)).toBe(42);
    expect(names()).toEqual(['double']);
  });
});

describe('@CurrentSpan()', () => {
  it('gives a span that the method may end by mistake: the call goes on and one span is exported', () => {
    expect(library.close()).toBe('closed');
    expect(names()).toEqual(['Library.close']);
  });
});
