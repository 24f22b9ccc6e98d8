import 'reflect-metadata';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Controller,
  type INestApplicationContext,
  Injectable,
  Module,
  Scope,
} from '@nestjs/common';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { Test } from '@nestjs/testing';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { endedSpan } from '../../../test/ended-span.js';
import { SpanRecorder, inRoot } from '../../../test/span-recorder.js';
import { SpanAttribute, Traced, TracingModule } from '#index.js';

@Injectable()
class Mail {
  @Traced()
  async send(@SpanAttribute('order') order: string): Promise<void> {
    await Promise.resolve();
    if (order === 'broken') throw new RangeError('no such address');
  }
}

@Injectable()
class Listeners {
  readonly #mail: Mail;

  constructor(mail: Mail) {
    this.#mail = mail;
  }

  @OnEvent('order.placed')
  onPlaced(order: string): void {
    void order;
  }

  @OnEvent('order.shipped', { async: true })
  async onShipped(order: string): Promise<void> {
    await this.#mail.send(order);
  }

  @OnEvent('order.packed')
  async onPacked(order: string): Promise<void> {
    await this.#mail.send(order);
  }

  @OnEvent('user.*')
  onUser(): void {}

  @OnEvent('order.cancelled')
  @OnEvent('order.returned')
  onRefund(): void {}

  @OnEvent('order.lost', { suppressErrors: false })
  async onLost(order: string): Promise<void> {
    await this.#mail.send(order);
  }

  @OnEvent('order.broken')
  async onBroken(): Promise<void> {
    await this.#mail.send('broken');
  }
}

@Injectable({ scope: Scope.REQUEST })
class RequestListeners {
  @OnEvent('order.counted')
  onCounted(): void {}
}

@Controller()
class OrdersController {
  @OnEvent('order.listed')
  onListed(): void {}
}

@Module({
  imports: [TracingModule.forRoot(), EventEmitterModule.forRoot({ wildcard: true })],
  controllers: [OrdersController],
  providers: [Mail, Listeners, RequestListeners],
})
class OrdersModule {}

describe('an event listener', () => {
  const recorder = new SpanRecorder();
  let app: INestApplicationContext;
  let events: EventEmitter2;

  beforeAll(async () => {
    const testing = await Test.createTestingModule({ imports: [OrdersModule] }).compile();
    testing.useLogger(false);
    app = await testing.init();
    events = app.get(EventEmitter2);
  });
  afterEach(() => recorder.reset());
  afterAll(() => app.close());

  /** Emits an event in a span that ends before the listener runs. */
  function emitInRoot(event: string, order = '7'): Promise<boolean> {
    return inRoot(async () => events.emit(event, order));
  }

  it('is an INTERNAL span below the span that emits the event', async () => {
    await emitInRoot('order.placed');
    expect(recorder.tree()).toBe('root\n  Listeners.onPlaced');
    const { kind, attributes } = recorder.span('Listeners.onPlaced');
    expect(kind).toBe(SpanKind.INTERNAL);
    expect(attributes).toEqual({
      'code.function.name': 'Listeners.onPlaced',
      'nestjs.type': 'event',
      'nestjs.controller': 'Listeners',
      'nestjs.callback': 'onPlaced',
    });
  });

  it('is a child of the span that emits the event even if it runs after that span has ended', async () => {
    await emitInRoot('order.shipped');
    expect(recorder.tree()).toBe('root');
    await endedSpan(recorder, 'Listeners.onShipped');
    expect(recorder.tree()).toBe('root\n  Listeners.onShipped\n    Mail.send');
  });

  it('is a child of the span that emits the event when the emitter waits for it', async () => {
    await inRoot(async () => events.emitAsync('order.packed', '7'));
    expect(recorder.tree()).toBe('root\n  Listeners.onPacked\n    Mail.send');
  });

  it.each([
    ['a wildcard', 'user.created', 'Listeners.onUser'],
    ['the first of its events', 'order.cancelled', 'Listeners.onRefund'],
    ['the last of its events', 'order.returned', 'Listeners.onRefund'],
    ['a controller', 'order.listed', 'OrdersController.onListed'],
  ])('is one by %s', async (_, event, name) => {
    await emitInRoot(event);
    expect(recorder.tree()).toBe(`root\n  ${name}`);
  });

  it('is a child of the span that emits the event if an instance is made for each event', async () => {
    await emitInRoot('order.counted');
    await endedSpan(recorder, 'RequestListeners.onCounted');
    expect(recorder.tree()).toBe('root\n  RequestListeners.onCounted');
  });

  it('is the root of a trace if the event is emitted outside of any', () => {
    events.emit('order.placed', '7');
    expect(recorder.tree()).toBe('Listeners.onPlaced');
    expect(recorder.span('Listeners.onPlaced').parentSpanContext).toBeUndefined();
  });

  it('never mixes the events of requests that run in parallel', async () => {
    const orders = Array.from({ length: 20 }, (_, index) => `${index}`);
    await Promise.all(
      orders.map((order) => inRoot(async () => events.emitAsync('order.packed', order))),
    );
    const tree = Array(orders.length).fill('root\n  Listeners.onPacked\n    Mail.send').join('\n');
    expect(recorder.tree()).toBe(tree);
    const sent = recorder.spans.filter(({ name }) => name === 'Mail.send');
    expect(new Set(sent.map(({ attributes }) => attributes['order']))).toEqual(new Set(orders));
    expect(new Set(sent.map((span) => span.spanContext().traceId)).size).toBe(orders.length);
  });

  it('fails with an error that Nest logs, and leaves the span that emits unset', async () => {
    await emitInRoot('order.broken');
    const { status } = await endedSpan(recorder, 'Listeners.onBroken');
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'no such address' });
    expect(recorder.span('root').status.code).toBe(SpanStatusCode.UNSET);
    expect(recorder.spans.filter((span) => span.events.length > 0)).toEqual([
      recorder.span('Mail.send'),
    ]);
  });

  it('rejects with the same error to the emitter if Nest is not to log it', async () => {
    await expect(events.emitAsync('order.lost', 'broken')).rejects.toThrow('no such address');
    expect(recorder.tree()).toBe('Listeners.onLost\n  Mail.send');
  });
});
