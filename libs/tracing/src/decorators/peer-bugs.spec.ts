import { beforeEach, describe, expect, it } from '@jest/globals';
import { SetMetadata } from '@nestjs/common';
import { type Span, SpanKind } from '@opentelemetry/api';
import { SpanRecorder, inRoot } from '../../test/span-recorder.js';
import { CurrentSpan, NoTrace, SpanAttribute, Traced, traced } from '#index.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());

/** What `@nestjs/swagger`, event-emitter, schedule and microservices leave on a method, by their keys. */
const metadata = {
  'swagger/apiResponse': { 200: { description: 'the books' } },
  EVENT_LISTENER_METADATA: [{ event: 'book.lent' }, { event: 'book.returned' }],
  SCHEDULE_CRON_OPTIONS: { cronTime: '0 * * * *' },
  'microservices:pattern': [{ cmd: 'books' }],
};

/** All of them, as a decorator. */
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
  it('makes one span of a method that is decorated itself, as the method says (nestjs-otel 8.1.1 makes two)', () => {
    new Books().return();
    expect(names()).toEqual(['giveBack']);
    expect(recorder.span('giveBack').kind).toBe(SpanKind.PRODUCER);
  });

  it('traces static methods, by the name of their class (nestjs-otel 8.1.1 misses them, and names them `Function.open`)', () => {
    expect(Books.open()).toBeInstanceOf(Books);
    expect(names()).toEqual(['Books.open']);
  });

  it('traces inherited methods, and leaves the class they come from alone (nestjs-otel 8.1.1 misses them)', () => {
    expect(new Books().size()).toBe(3);
    new Shelf().size();
    expect(names()).toEqual(['Books.size']);
  });

  it('leaves out a method with @NoTrace() (nestjs-otel 8.1.1, amplication 6.0.0 and Sentry 10.75.3 cannot)', () => {
    expect(new Books().count()).toBe(0);
    expect(names()).toEqual([]);
  });

  it('needs no container (amplication 6.0.0 and ddtrace 6.0.0 trace providers alone; Sentry 10.75.3 has no class decorator, #11353)', () => {
    new Books().lend();
    expect(names()).toEqual(['Books.lend']);
  });

  it('lets methods at their #private state (Observe 0.3.3 hands out a Proxy, nest#17552)', () => {
    const books = new Books();
    expect([books.lend(), books.lend(), books.return()]).toEqual([1, 2, 1]);
  });

  it('lets a subclass of Map at its slots (Observe 0.3.3 hands out a Proxy, nest#17569)', () => {
    const catalogue = new Catalogue([['0441172717', 'Dune']]);
    expect(catalogue.titleOf('0441172717')).toBe('Dune');
    expect(names()).toContain('Catalogue.titleOf');
  });

  it('adds nothing to the prototype but the inherited methods it traces (amplication 6.0.0 puts its own fields there)', () => {
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
  it('names the span by class and method (Sentry 10.75.3 by the method alone)', () => {
    expect(library.search('Le Guin', 'The Dispossessed')).toBe("Ada's books");
    expect(names()).toEqual(['Library.search']);
  });

  it('keeps name and length (amplication 6.0.0, Sentry 10.75.3 and ddtrace 6.0.0 have the length 0)', () => {
    expect(Library.prototype.search).toHaveProperty('name', 'search');
    expect(Library.prototype.search).toHaveLength(2);
  });

  it.each(['registeredAbove', 'registeredBelow'] as const)(
    'keeps the metadata of Swagger, of several @OnEvent(), of @Cron() and @MessagePattern(): %s (nestjs-otel #502 and #503, Sentry #15218 lose them)',
    (method) => {
      expect(metadataOf(Library.prototype[method])).toEqual(metadata);
    },
  );

  it('traces a getter and a setter (nestjs-otel 8.1.1 and Sentry 10.75.3 throw while the class is defined)', () => {
    const mine = new Library();
    mine.title = 'Grace';
    expect(mine.title).toBe('The library of Grace');
    expect(names()).toEqual(['Library.title', 'Library.title']);
  });

  it('traces a private method', () => {
    expect(library.reveal()).toBe('Ada');
    expect(names()).toEqual(['Library.hidden']);
  });

  it('takes attributes from arguments (amplication 6.0.0, Sentry 10.75.3 and ddtrace 6.0.0 have none, nestjs-otel #470)', () => {
    library.find(7);
    expect(recorder.span('Library.find').attributes).toMatchObject({ 'book.id': 7 });
  });

  it('takes them from a parameter, and hides personal data (no peer can)', () => {
    library.reserve({ id: 7 }, 'ada@example.com');
    expect(recorder.span('Library.reserve').attributes).toEqual({
      'code.function.name': 'Library.reserve',
      'book.id': 7,
      'reader.email': expect.stringMatching(/^[\da-f]{32}$/),
    });
  });

  it('links a trace of its own to the one that began it (Sentry 10.75.3 leaves the new traces of events and jobs without a link)', async () => {
    await inRoot(async () => library.stocktake());
    const { links, parentSpanContext } = recorder.span('Library.stocktake');
    expect(parentSpanContext).toBeUndefined();
    expect(links.map(({ context }) => context)).toEqual([recorder.span('root').spanContext()]);
  });
});

describe('traced()', () => {
  it('traces an arrow function (nestjs-otel 8.1.1, amplication 6.0.0, Sentry 10.75.3 and ddtrace 6.0.0 cannot)', () => {
    const double = traced('double', (count: number) => count * 2);
    expect(double(21)).toBe(42);
    expect(names()).toEqual(['double']);
  });
});

describe('@CurrentSpan()', () => {
  it('may be ended by mistake: the call goes on and one span is exported (the README of nestjs-otel 8.1.1 ends it twice)', () => {
    expect(library.close()).toBe('closed');
    expect(names()).toEqual(['Library.close']);
  });
});
