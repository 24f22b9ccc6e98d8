import 'reflect-metadata';
import type { AddressInfo, Server } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type ClientProxy,
  ClientProxyFactory,
  Ctx,
  MessagePattern,
  type PacketMetadata,
  Payload,
  ServerTCP,
  TcpContext,
  Transport,
} from '@nestjs/microservices';
import { type TextMapPropagator, propagation, trace } from '@opentelemetry/api';
import {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from '@opentelemetry/core';
import { firstValueFrom } from 'rxjs';
import { SpanRecorder, inRoot } from '../../../test/span-recorder.js';
import { TracingModule } from '#index.js';

const host = '127.0.0.1';
const SENDER = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const W3C = new CompositePropagator({
  propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
});

@Controller()
class EchoController {
  @MessagePattern('echo')
  echo(@Payload() _: unknown, @Ctx() rpc: TcpContext): unknown {
    return rpc.getMetadata() ?? {};
  }
}

@Module({ imports: [TracingModule.forRoot()], controllers: [EchoController] })
class EchoModule {}

describe('the metadata of messages', () => {
  const recorder = new SpanRecorder();
  const services: INestApplicationContext[] = [];
  const server = new ServerTCP({ host, port: 0 });
  /** The traces that the application's own hook of the server saw. */
  const processed: (string | undefined)[] = [];
  let client: ClientProxy;

  function noteProcessing(): void {
    server.setOnProcessingStartHook((_transportId, _context, done) => {
      processed.push(trace.getActiveSpan()?.spanContext().traceId);
      void done();
    });
  }

  function sendAlong(metadata: unknown): void {
    client.setOnDispatchHook((packet) => void (packet.metadata = metadata as PacketMetadata));
  }

  function createClient(port: number): ClientProxy {
    client = ClientProxyFactory.create({ transport: Transport.TCP, options: { host, port } });
    sendAlong({ tenant: 'acme' });
    return client;
  }

  const echo = (): Promise<unknown> => firstValueFrom(client.send('echo', {}));

  beforeAll(async () => {
    noteProcessing();
    const service = await NestFactory.createMicroservice(EchoModule, {
      strategy: server,
      logger: false,
    });
    services.push(service);
    await service.listen();
    const { port } = service.unwrap<Server>().address() as AddressInfo;

    @Module({
      imports: [TracingModule.forRoot()],
      providers: [{ provide: 'ECHO', useFactory: () => createClient(port) }],
    })
    class CallersModule {}
    services.push(await NestFactory.createApplicationContext(CallersModule, { logger: false }));
  });
  beforeEach(() => {
    propagation.disable();
    propagation.setGlobalPropagator(W3C);
    recorder.reset();
  });
  afterAll(async () => {
    for (const service of services.toReversed()) await service.close();
  });

  it('has the trace context beside what a hook of the application puts there', async () => {
    const traceparent = expect.stringMatching(/^00-[\da-f]{32}-[\da-f]{16}-01$/);
    expect(await inRoot(echo)).toEqual({ tenant: 'acme', traceparent });
    const shared = Object.freeze({ tenant: 'umbrella' });
    sendAlong(shared);
    expect(await inRoot(echo)).toEqual({ tenant: 'umbrella', traceparent });
    expect(shared).toEqual({ tenant: 'umbrella' });
  });

  it('names the sender, even if the application hands on the metadata of another message', async () => {
    sendAlong({ traceparent: SENDER });
    await inRoot(echo);
    expect(recorder.tree()).toBe('root\n  EchoController.echo');
  });

  it('stays as the application made it outside of any trace', async () => {
    sendAlong({ tenant: 'acme' });
    expect(await echo()).toEqual({ tenant: 'acme' });
    client.setOnDispatchHook(() => {});
    expect(await echo()).toEqual({});
  });

  it("is read before the application's own hook runs, whenever that was set", async () => {
    processed.length = 0;
    await inRoot(echo);
    const first = recorder.span('root').spanContext().traceId;
    recorder.reset();
    noteProcessing();
    await inRoot(echo);
    expect(processed).toEqual([first, recorder.span('root').spanContext().traceId]);
  });

  it.each([
    42,
    'traceparent',
    ['00'],
    { traceparent: 42, tracestate: {}, baggage: 42 },
    { traceparent: '00-0-0-01', baggage: '%%%;;=,' },
    { traceparent: { length: 55 }, baggage: [1] },
    { traceparent: [SENDER] },
  ])('begins a new trace if it is rubbish: %j', async (metadata) => {
    sendAlong(metadata);
    expect(await echo()).toEqual(metadata);
    expect(recorder.span('EchoController.echo').parentSpanContext).toBeUndefined();
  });

  it('may be invalid in part', async () => {
    sendAlong({ traceparent: SENDER, baggage: 42 });
    await echo();
    const { parentSpanContext } = recorder.span('EchoController.echo');
    expect(parentSpanContext).toMatchObject({ spanId: 'b'.repeat(16), isRemote: true });
  });

  it('may come from and go to a propagator that throws', async () => {
    const fail = (): never => {
      throw new Error('no propagation today');
    };
    const broken: TextMapPropagator = { inject: fail, extract: fail, fields: () => [] };
    propagation.disable();
    propagation.setGlobalPropagator(broken);
    sendAlong({ tenant: 'acme' });
    expect(await inRoot(echo)).toEqual({ tenant: 'acme' });
    expect(recorder.tree()).toBe('root\nEchoController.echo');
  });
});
