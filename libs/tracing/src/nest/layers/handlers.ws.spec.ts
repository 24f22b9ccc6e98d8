import 'reflect-metadata';
import { on, once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type CanActivate,
  type INestApplication,
  Injectable,
  Module,
  Scope,
  UseGuards,
} from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { Test } from '@nestjs/testing';
import {
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  WsException,
  type WsResponse,
} from '@nestjs/websockets';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { NEVER, type Observable, map, of } from 'rxjs';
import { endedSpan } from '../../../test/ended-span.js';
import { SpanRecorder, activeSpanName } from '../../../test/span-recorder.js';
import { instrumentServers } from '#http/server/instrument-servers.js';
import { SpanAttribute, Traced, TracingModule } from '#index.js';

@Injectable()
class Rooms {
  @Traced()
  async enter(@SpanAttribute('user') user: string): Promise<string> {
    await Promise.resolve();
    return user;
  }
}

class Bouncer implements CanActivate {
  static activeSpan: string | undefined;

  canActivate(): boolean {
    Bouncer.activeSpan = activeSpanName();
    return false;
  }
}

@WebSocketGateway()
class ChatGateway {
  readonly #rooms: Rooms;

  constructor(rooms: Rooms) {
    this.#rooms = rooms;
  }

  @SubscribeMessage('say')
  say(@MessageBody() text: string): WsResponse<string> {
    return { event: 'said', data: text };
  }

  @SubscribeMessage('enter')
  async enter(@MessageBody() @SpanAttribute('user') user: string): Promise<WsResponse<string>> {
    return { event: 'entered', data: await this.#rooms.enter(user) };
  }

  @SubscribeMessage('count')
  count(): Observable<WsResponse<number>> {
    return of(1, 2, 3).pipe(map((data) => ({ event: 'counted', data })));
  }

  @SubscribeMessage('follow')
  follow(): Observable<WsResponse<string>> {
    return NEVER;
  }

  @SubscribeMessage('shout')
  async shout(): Promise<never> {
    await Promise.resolve();
    throw new WsException('no shouting');
  }

  @SubscribeMessage('break')
  break(): never {
    throw new RangeError('out of words');
  }

  @UseGuards(Bouncer)
  @SubscribeMessage('sneak')
  sneak(): string {
    return 'in';
  }
}

@WebSocketGateway({ path: '/whispers' })
@Injectable({ scope: Scope.REQUEST })
class WhisperGateway {
  @SubscribeMessage('whisper')
  whisper(): WsResponse<undefined> {
    return { event: 'whispered', data: undefined };
  }
}

@Module({
  imports: [TracingModule.forRoot()],
  providers: [Rooms, ChatGateway, WhisperGateway],
})
class ChatModule {}

describe('a message to a gateway with WsAdapter', () => {
  const recorder = new SpanRecorder();
  let app: INestApplication;
  let socket: WebSocket;
  let restore: () => void;

  beforeAll(async () => {
    restore = instrumentServers([]);
    const testing = await Test.createTestingModule({ imports: [ChatModule] }).compile();
    app = testing.createNestApplication({ logger: false });
    app.useWebSocketAdapter(new WsAdapter(app));
    await app.listen(0, '127.0.0.1');
    socket = await connect('/');
  });
  afterEach(() => recorder.reset());
  afterAll(async () => {
    socket.close();
    await app.close();
    restore();
  });

  async function connect(path: string): Promise<WebSocket> {
    const opened = new WebSocket(`${(await app.getUrl()).replace('http', 'ws')}${path}`);
    await once(opened, 'open');
    return opened;
  }

  function send(event: string, data?: unknown, to = socket): void {
    to.send(JSON.stringify({ event, data }));
  }

  /** The next `count` things that the gateway sends. */
  async function receive(count: number, from = socket): Promise<unknown[]> {
    const received: unknown[] = [];
    for await (const [{ data }] of on(from, 'message') as AsyncIterable<[MessageEvent]>) {
      if (received.push(JSON.parse(String(data))) === count) break;
    }
    return received;
  }

  it('is a SERVER span named after its handler, and the root of a trace', async () => {
    send('say', 'hello');
    expect(await receive(1)).toEqual([{ event: 'said', data: 'hello' }]);
    expect(recorder.tree()).toBe('ChatGateway.say');
    const { kind, attributes, parentSpanContext, links } = recorder.span('ChatGateway.say');
    expect([kind, parentSpanContext, links]).toEqual([SpanKind.SERVER, undefined, []]);
    expect(attributes).toEqual({
      'code.function.name': 'ChatGateway.say',
      'nestjs.type': 'ws',
      'nestjs.controller': 'ChatGateway',
      'nestjs.callback': 'say',
    });
  });

  it('never mixes messages that are handled in parallel', async () => {
    const users = Array.from({ length: 20 }, (_, index) => `user ${index}`);
    for (const user of users) send('enter', user);
    await receive(users.length);
    const tree = Array(users.length).fill('ChatGateway.enter\n  Rooms.enter').join('\n');
    expect(recorder.tree()).toBe(tree);
    const traceOf = (name: string) => (user: string) =>
      recorder.spans
        .find((span) => span.name === name && span.attributes['user'] === user)
        ?.spanContext().traceId;
    const traces = users.map(traceOf('ChatGateway.enter'));
    expect(new Set(traces).size).toBe(users.length);
    expect(users.map(traceOf('Rooms.enter'))).toEqual(traces);
  });

  it('lasts until the Observable of its answers has completed', async () => {
    send('count');
    expect(await receive(3)).toHaveLength(3);
    expect(recorder.tree()).toBe('ChatGateway.count');
  });

  it('ends, without an error, when the client of an endless answer goes', async () => {
    const follower = await connect('/');
    send('follow', undefined, follower);
    send('say', 'still there?', follower);
    await receive(1, follower);
    expect([recorder.started, recorder.spans.length]).toEqual([2, 1]);
    follower.close();
    expect((await endedSpan(recorder, 'ChatGateway.follow')).status.code).toBe(
      SpanStatusCode.UNSET,
    );
  });

  it('is left unset by a WsException', async () => {
    send('shout');
    const { status, events } = await endedSpan(recorder, 'ChatGateway.shout');
    expect([status.code, events]).toEqual([SpanStatusCode.UNSET, []]);
  });

  it('fails with what its handler throws', async () => {
    send('break');
    const { status, attributes, events } = await endedSpan(recorder, 'ChatGateway.break');
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'out of words' });
    expect(attributes['error.type']).toBe('RangeError');
    expect(events).toHaveLength(1);
  });

  it('has no span if a guard rejects it: guards come before the handler, and below no span', async () => {
    send('sneak');
    send('say', 'next');
    await receive(1);
    expect(recorder.tree()).toBe('ChatGateway.say');
    expect(Bouncer.activeSpan).toBeUndefined();
  });

  it('is traced by a gateway that is made for each message', async () => {
    const whisperer = await connect('/whispers');
    send('whisper', undefined, whisperer);
    await receive(1, whisperer);
    whisperer.close();
    expect(recorder.tree()).toBe('WhisperGateway.whisper');
  });
});
