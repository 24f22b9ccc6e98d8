import 'reflect-metadata';
import { on, once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { BadRequestException, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  Args,
  Field,
  GraphQLModule,
  Mutation,
  ObjectType,
  Parent,
  Query,
  ResolveField,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { endedSpan } from '../../../test/ended-span.js';
import { SpanRecorder, activeSpanName } from '../../../test/span-recorder.js';
import { until } from '../../../test/until.js';
import { instrumentServers } from '#http/server/instrument-servers.js';
import { SpanAttribute, Traced, TracingModule } from '#index.js';

@ObjectType()
class Book {
  @Field(() => String)
  declare title: string;

  @Field(() => String)
  declare author: string;
}

@Injectable()
class Shelf {
  @Traced()
  async find(@SpanAttribute('title') title: string): Promise<{ title: string }> {
    await Promise.resolve();
    return { title };
  }
}

@Resolver(() => Book)
class BooksResolver {
  static authorBelow: string | undefined;

  readonly #shelf: Shelf;

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
  }

  @Query(() => Book)
  book(@Args('title', { type: () => String }) title: string): Promise<{ title: string }> {
    if (title === 'bad') throw new BadRequestException('no such title');
    if (title === 'broken') throw new RangeError('shelf is broken');
    return this.#shelf.find(title);
  }

  @Mutation(() => Book, { name: 'addBook' })
  add(@Args('title', { type: () => String }) title: string): { title: string } {
    return { title };
  }

  @Subscription(() => Book, { resolve: (book: unknown) => book })
  async *added(): AsyncGenerator<{ title: string }> {
    yield { title: 'Emma' };
    yield { title: 'Persuasion' };
  }

  @ResolveField(() => String)
  author(@Parent() _book: Book): string {
    BooksResolver.authorBelow = activeSpanName();
    return 'Jane Austen';
  }
}

@Module({
  imports: [
    TracingModule.forRoot(),
    GraphQLModule.forRoot<MercuriusDriverConfig>({
      driver: MercuriusDriver,
      autoSchemaFile: true,
      subscription: true,
    }),
  ],
  providers: [Shelf, BooksResolver],
})
class LibraryModule {}

describe('a resolver', () => {
  const recorder = new SpanRecorder();
  let app: NestFastifyApplication;
  let restore: () => void;
  let startedByBoot: number;

  beforeAll(async () => {
    restore = instrumentServers([]);
    app = await NestFactory.create<NestFastifyApplication>(LibraryModule, new FastifyAdapter(), {
      logger: false,
      abortOnError: false,
    });
    await app.listen(0, '127.0.0.1');
    startedByBoot = recorder.started;
  });
  afterEach(() => recorder.reset());
  afterAll(async () => {
    await app.close();
    restore();
  });

  it('makes no span while the schema is built', () => {
    expect(startedByBoot).toBe(0);
  });

  async function ask(query: string): Promise<string> {
    const response = await fetch(`${await app.getUrl()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return response.text();
  }

  /** Waits for the SERVER span, which ends after its response has been sent. */
  async function serverSpan(): Promise<ReadableSpan> {
    const find = (): ReadableSpan | undefined =>
      recorder.spans.find(({ kind }) => kind === SpanKind.SERVER);
    await until(() => find() !== undefined);
    const span = find();
    if (!span) throw new Error('Expected a SERVER span.');
    return span;
  }

  function childrenOf(parent: ReadableSpan): string[] {
    const { spanId } = parent.spanContext();
    return recorder.spans
      .filter(({ parentSpanContext }) => parentSpanContext?.spanId === spanId)
      .map(({ name }) => name);
  }

  it.each([
    ['a query', '{ book(title: "Emma") { title } }', 'BooksResolver.book'],
    ['a mutation', 'mutation { addBook(title: "Emma") { title } }', 'BooksResolver.add'],
  ])('of %s is an INTERNAL span below that of the request', async (_, query, name) => {
    expect(await ask(query)).toContain('"title":"Emma"');
    const server = await serverSpan();
    expect(server.attributes['url.path']).toBe('/graphql');
    expect(childrenOf(server)).toEqual([name]);
    const { kind, attributes } = recorder.span(name);
    expect(kind).toBe(SpanKind.INTERNAL);
    expect(attributes).toEqual({
      'code.function.name': name,
      'nestjs.type': 'graphql',
      'nestjs.controller': 'BooksResolver',
      'nestjs.callback': name.slice('BooksResolver.'.length),
    });
  });

  it('has what it calls below it, and never mixes requests that run in parallel', async () => {
    const titles = Array.from({ length: 20 }, (_, index) => `book ${index}`);
    await Promise.all(titles.map((title) => ask(`{ book(title: "${title}") { title } }`)));
    const finds = recorder.spans.filter(({ name }) => name === 'Shelf.find');
    const books = recorder.spans.filter(({ name }) => name === 'BooksResolver.book');
    expect(new Set(finds.map(({ attributes }) => attributes['title']))).toEqual(new Set(titles));
    expect(books.flatMap(childrenOf)).toEqual(Array(titles.length).fill('Shelf.find'));
    expect(new Set(books.map((span) => span.spanContext().traceId)).size).toBe(titles.length);
  });

  it('of a field makes no span, and runs below that of the request', async () => {
    expect(await ask('{ book(title: "Emma") { author } }')).toContain('Jane Austen');
    await serverSpan();
    expect(recorder.started).toBe(3);
    expect(BooksResolver.authorBelow).toBe('POST');
  });

  it('of a subscription is a trace of its own, as long as there is something to come', async () => {
    const socket = new WebSocket(
      `${(await app.getUrl()).replace('http', 'ws')}/graphql`,
      'graphql-transport-ws',
    );
    await once(socket, 'open');
    const send = (message: object): void => socket.send(JSON.stringify(message));
    const query = 'subscription { added { title } }';
    send({ type: 'connection_init' });
    const received: string[] = [];
    for await (const [{ data }] of on(socket, 'message') as AsyncIterable<[MessageEvent]>) {
      received.push(String(data));
      if (received.length === 1) send({ id: '1', type: 'subscribe', payload: { query } });
      if (received.at(-1)?.includes('"complete"')) break;
    }
    socket.close();
    expect(received.filter((data) => data.includes('"next"'))).toHaveLength(2);
    const { parentSpanContext } = await endedSpan(recorder, 'BooksResolver.added');
    expect([parentSpanContext, recorder.started]).toEqual([undefined, 1]);
  });

  it('is left unset by an HttpException below 500', async () => {
    expect(await ask('{ book(title: "bad") { title } }')).toContain('no such title');
    await serverSpan();
    const { status, attributes, events } = recorder.span('BooksResolver.book');
    expect([status.code, events]).toEqual([SpanStatusCode.UNSET, []]);
    expect(attributes['nestjs.exception.status_code']).toBe(400);
  });

  it('fails with any other error, which the answer carries with status 200', async () => {
    expect(await ask('{ book(title: "broken") { title } }')).toContain('shelf is broken');
    const server = await serverSpan();
    const { status, events } = recorder.span('BooksResolver.book');
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'shelf is broken' });
    expect(events).toHaveLength(1);
    expect(server.attributes['http.response.status_code']).toBe(200);
    expect(server.status.code).toBe(SpanStatusCode.UNSET);
  });

  it('is not reached by a query that is not valid', async () => {
    expect(await ask('{ nothing }')).toContain('Cannot query field');
    const server = await serverSpan();
    expect([server.status.code, recorder.started]).toEqual([SpanStatusCode.UNSET, 1]);
  });
});
