import 'reflect-metadata';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { IoAdapter } from '@nestjs/platform-socket.io';
import {
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  WebSocketServer,
  WsException,
  type WsResponse,
} from '@nestjs/websockets';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { NEVER, type Observable, from, map, of } from 'rxjs';
import { type Socket, io } from 'socket.io-client';
import { endedSpan } from '../../../test/ended-span.js';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { until } from '../../../test/until.js';
import { instrumentServers } from '#http/server/instrument-servers.js';
import { SpanAttribute, Traced, TracingModule } from '#index.js';

class Rooms {
  @Traced()
  async enter(@SpanAttribute('user') user: string): Promise<string> {
    await Promise.resolve();
    return user;
  }
}

@WebSocketGateway()
class ChatGateway {
  @WebSocketServer() declare readonly server: {
    readonly engine: { readonly clientsCount: number };
  };

  readonly #rooms: Rooms;

  constructor(rooms: Rooms) {
    this.#rooms = rooms;
  }

  @SubscribeMessage('enter')
  enter(@MessageBody() @SpanAttribute('user') user: string): Promise<string> {
    return this.#rooms.enter(user);
  }

  @Traced('leave the room')
  @SubscribeMessage('leave')
  leave(): Observable<string> {
    return of('left');
  }

  @SubscribeMessage('count')
  count(): Observable<WsResponse<number>> {
    return from([1, 2, 3]).pipe(map((data) => ({ event: 'counted', data })));
  }

  @SubscribeMessage('follow')
  follow(): Observable<string> {
    return NEVER;
  }

  @SubscribeMessage('shout')
  shout(): never {
    throw new WsException('no shouting');
  }

  @SubscribeMessage('break')
  async break(): Promise<never> {
    await Promise.resolve();
    throw new RangeError('out of words');
  }
}

@Module({ imports: [TracingModule.forRoot()], providers: [Rooms, ChatGateway] })
class ChatModule {}

const recorder = new SpanRecorder();
let app: INestApplication;

beforeAll(async () => {
  app = await NestFactory.create(ChatModule, { logger: false, abortOnError: false });
  app.useWebSocketAdapter(new IoAdapter(app));
  await app.listen(0, '127.0.0.1');
});
afterAll(() => app.close());

const TRANSPORTS: [string, string[], string[]][] = [
  ['polling', ['polling'], []],
  ['polling at an excluded path', ['polling'], ['/socket.io/*']],
  ['WebSocket', ['websocket'], []],
  ['an upgraded connection', ['polling', 'websocket'], []],
];

describe.each(TRANSPORTS)('a message to a gateway, by %s', (_, transports, excludedPaths) => {
  let socket: Socket;
  let restore: () => void;

  beforeAll(async () => {
    restore = instrumentServers(excludedPaths);
    socket = await connect();
  });
  afterEach(() => recorder.reset());
  afterAll(async () => {
    socket.disconnect();
    // A polling client says goodbye by a request.
    await until(() => app.get(ChatGateway).server.engine.clientsCount === 0);
    restore();
  });

  async function connect(): Promise<Socket> {
    const connecting = io(await app.getUrl(), { transports, forceNew: true });
    await connected(connecting);
    return connecting;
  }

  function connected(connecting: Socket): Promise<void> {
    return new Promise((resolve) => {
      connecting.io.engine.once(transports.length > 1 ? 'upgrade' : 'open', () => resolve());
    });
  }

  function received(event: string): Promise<void> {
    return new Promise((resolve) => void socket.once(event, () => resolve()));
  }

  /** Returns the spans of messages, without those of the polling requests that carry them. */
  function gatewaySpans(): readonly ReadableSpan[] {
    return recorder.spans.filter(({ attributes }) => attributes['nestjs.type'] === 'ws');
  }

  it('is a SERVER span named after its handler, and the root of a trace', async () => {
    expect(await socket.emitWithAck('enter', 'ada')).toBe('ada');
    expect(gatewaySpans()).toEqual([recorder.span('ChatGateway.enter')]);
    const { kind, parentSpanContext, links } = recorder.span('ChatGateway.enter');
    expect([kind, parentSpanContext, links]).toEqual([SpanKind.SERVER, undefined, []]);
  });

  it('is the root of a trace, with the name that @Traced() gives the handler', async () => {
    expect(await socket.emitWithAck('leave')).toBe('left');
    expect(gatewaySpans()).toEqual([recorder.span('leave the room')]);
    expect(recorder.span('leave the room').parentSpanContext).toBeUndefined();
  });

  it('never mixes messages that are handled in parallel', async () => {
    const users = Array.from({ length: 20 }, (_, index) => `user ${index}`);
    await Promise.all(users.map((user) => socket.emitWithAck('enter', user)));
    const traceOf = (name: string) => (user: string) =>
      recorder.spans
        .find((span) => span.name === name && span.attributes['user'] === user)
        ?.spanContext().traceId;
    const traces = users.map(traceOf('ChatGateway.enter'));
    expect(new Set(traces).size).toBe(users.length);
    expect(users.map(traceOf('Rooms.enter'))).toEqual(traces);
  });

  it('lasts until the Observable of its answers has completed', async () => {
    const counted: number[] = [];
    socket.on('counted', (number: number) => counted.push(number));
    socket.emit('count');
    await endedSpan(recorder, 'ChatGateway.count');
    await socket.emitWithAck('enter', 'ada');
    expect(counted).toEqual([1, 2, 3]);
  });

  it('ends, without an error, when the client of an endless answer goes', async () => {
    const follower = await connect();
    follower.emit('follow');
    await follower.emitWithAck('enter', 'ada');
    expect(gatewaySpans().map(({ name }) => name)).toEqual(['ChatGateway.enter']);
    follower.disconnect();
    const { status } = await endedSpan(recorder, 'ChatGateway.follow');
    expect(status.code).toBe(SpanStatusCode.UNSET);
  });

  it('is left unset by a WsException', async () => {
    socket.emit('shout');
    await received('exception');
    const { status, events } = recorder.span('ChatGateway.shout');
    expect([status.code, events]).toEqual([SpanStatusCode.UNSET, []]);
  });

  it('fails with what its handler throws', async () => {
    socket.emit('break');
    await received('exception');
    const { status, events } = recorder.span('ChatGateway.break');
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'out of words' });
    expect(events).toHaveLength(1);
  });
});
