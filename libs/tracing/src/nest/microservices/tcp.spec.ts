import 'reflect-metadata';
import type { AddressInfo, Server } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type CanActivate,
  Controller,
  Inject,
  type INestApplicationContext,
  type INestMicroservice,
  Injectable,
  Module,
  type PipeTransform,
  Scope,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  Client,
  ClientProxy,
  ClientProxyFactory,
  ClientsModule,
  Ctx,
  EventPattern,
  MessagePattern,
  Payload,
  RpcException,
  type TcpClientOptions,
  TcpContext,
  Transport,
} from '@nestjs/microservices';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  context,
  trace,
} from '@opentelemetry/api';
import { type Observable, concatMap, firstValueFrom, lastValueFrom, range, toArray } from 'rxjs';
import { endedSpan } from '../../../test/ended-span.js';
import { SpanRecorder, activeSpanName, inRoot } from '../../../test/span-recorder.js';
import { SpanAttribute, Traced, TracingModule } from '#index.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';

/** The trace that a guard and a pipe last ran in, before the handler. */
const seen: Record<string, string | undefined> = {};

class Witness implements CanActivate, PipeTransform {
  canActivate(): boolean {
    seen['guard'] = trace.getActiveSpan()?.spanContext().traceId;
    return true;
  }

  transform(value: unknown): unknown {
    seen['pipe'] = trace.getActiveSpan()?.spanContext().traceId;
    return value;
  }
}

@Injectable()
class Arithmetic {
  @Traced()
  async add(@SpanAttribute('numbers') numbers: number[]): Promise<number> {
    await Promise.resolve();
    return numbers.reduce((sum, number) => sum + number, 0);
  }
}

@Controller()
class MathController {
  readonly #arithmetic: Arithmetic;

  constructor(arithmetic: Arithmetic) {
    this.#arithmetic = arithmetic;
  }

  @MessagePattern({ cmd: 'sum' })
  @UseGuards(Witness)
  sum(@Payload(Witness) numbers: number[]): Promise<number> {
    return this.#arithmetic.add(numbers);
  }

  @MessagePattern('count')
  count(to: number): Observable<number> {
    return range(1, to);
  }

  @MessagePattern('refuse')
  refuse(): never {
    throw new RpcException('not today');
  }

  @MessagePattern('break')
  async break(): Promise<never> {
    await Promise.resolve();
    throw new RangeError('out of numbers');
  }

  @MessagePattern('trace')
  trace(): unknown {
    return trace.getActiveSpan()?.spanContext();
  }

  @MessagePattern('metadata')
  metadata(@Payload() _: unknown, @Ctx() rpc: TcpContext): unknown {
    return rpc.getMetadata();
  }

  @EventPattern('summed')
  summed(_sum: number): void {}
}

@Controller({ scope: Scope.REQUEST })
class TallyController {
  @MessagePattern('tally')
  tally(): string | undefined {
    return activeSpanName();
  }
}

@Module({
  imports: [TracingModule.forRoot({ layers: { guards: true } })],
  controllers: [MathController, TallyController],
  providers: [Arithmetic],
})
class MathModule {}

const options = { host: '127.0.0.1', port: 0 };

@Injectable()
class Means {
  @Traced()
  of(@SpanAttribute('sum') sum: number, count: number): number {
    return sum / count;
  }
}

/** The controller of a service that asks another service. */
@Controller()
class StatisticsController {
  readonly #math: ClientProxy;
  readonly #means: Means;

  constructor(@Inject('MATH') math: ClientProxy, means: Means) {
    this.#math = math;
    this.#means = means;
  }

  @MessagePattern('mean')
  mean(numbers: number[]): Observable<number> {
    const sum = this.#math.send<number>({ cmd: 'sum' }, numbers);
    return sum.pipe(concatMap(async (sum) => this.#means.of(sum, numbers.length)));
  }

  @MessagePattern('trace')
  trace(): Observable<unknown> {
    return this.#math.send('trace', {});
  }
}

describe('messages over TCP', () => {
  const recorder = new SpanRecorder();
  const services: INestApplicationContext[] = [];
  let math: ClientProxy;
  let statistics: ClientProxy;
  let ownMath: ClientProxy | undefined;

  async function serve(type: Type): Promise<TcpClientOptions> {
    const service: INestMicroservice = await NestFactory.createMicroservice(type, {
      transport: Transport.TCP,
      options,
      logger: false,
    });
    services.push(service);
    await service.listen();
    const { port } = service.unwrap<Server>().address() as AddressInfo;
    return { transport: Transport.TCP, options: { ...options, port } };
  }

  beforeAll(async () => {
    const mathOptions = await serve(MathModule);

    @Module({
      imports: [
        TracingModule.forRoot(),
        ClientsModule.registerAsync([{ name: 'MATH', useFactory: () => mathOptions }]),
      ],
      controllers: [StatisticsController],
      providers: [Means],
    })
    class StatisticsModule {}
    const statisticsOptions = await serve(StatisticsModule);

    @Controller()
    class Mathematician {
      @Client(mathOptions)
      readonly math: ClientProxy | undefined;
    }

    @Module({
      imports: [
        TracingModule.forRoot(),
        ClientsModule.register([{ name: 'STATISTICS', ...statisticsOptions }]),
      ],
      controllers: [Mathematician],
      providers: [{ provide: 'MATH', useFactory: () => ClientProxyFactory.create(mathOptions) }],
    })
    class CallersModule {}
    const callers = await NestFactory.create(CallersModule, { logger: false });
    services.push(callers);
    await callers.init();
    math = callers.get('MATH');
    statistics = callers.get('STATISTICS');
    ownMath = callers.get(Mathematician).math;
  });
  afterEach(() => recorder.reset());
  afterAll(async () => {
    for (const service of services.toReversed()) await service.close();
  });

  it('makes start-up no trace', () => expect(recorder.started).toBe(0));

  it("have spans of kind SERVER in their sender's trace, from service to service", async () => {
    expect(await inRoot(() => firstValueFrom(statistics.send('mean', [1, 2, 6])))).toBe(3);
    expect(recorder.tree()).toBe(
      [
        'root',
        '  StatisticsController.mean',
        '    Witness.canActivate',
        '    MathController.sum',
        '      Arithmetic.add',
        '    Means.of',
      ].join('\n'),
    );
    expect(new Set(recorder.spans.map((span) => span.spanContext().traceId)).size).toBe(1);
    const { kind, attributes, parentSpanContext } = recorder.span('MathController.sum');
    expect(kind).toBe(SpanKind.SERVER);
    expect(attributes).toEqual({
      'code.function.name': 'MathController.sum',
      'nestjs.type': 'rpc',
      'nestjs.controller': 'MathController',
      'nestjs.callback': 'sum',
    });
    expect(parentSpanContext?.isRemote).toBe(true);
    expect(recorder.span('Means.of').attributes).toMatchObject({ sum: 9 });
  });

  it("reach guards and pipes in their sender's trace", async () => {
    await inRoot(() => firstValueFrom(math.send({ cmd: 'sum' }, [1])));
    const { traceId } = recorder.span('root').spanContext();
    expect(seen).toEqual({ guard: traceId, pipe: traceId });
  });

  it('carry the context of a client that is a property of a controller', async () => {
    await inRoot(async () => ownMath && firstValueFrom(ownMath.send('count', 1)));
    expect(recorder.tree()).toBe('root\n  MathController.count');
  });

  it('have spans of kind CONSUMER if the sender waits for no answer', async () => {
    await inRoot(() => lastValueFrom(math.emit('summed', 9), { defaultValue: undefined }));
    const { kind } = await endedSpan(recorder, 'MathController.summed');
    expect(kind).toBe(SpanKind.CONSUMER);
    expect(recorder.tree()).toBe('root\n  MathController.summed');
  });

  it('begin a trace each if their sender has none', async () => {
    await Promise.all([1, 2].map(() => firstValueFrom(math.send('count', 1))));
    expect(recorder.spans.map(({ parentSpanContext }) => parentSpanContext)).toEqual([
      undefined,
      undefined,
    ]);
    expect(new Set(recorder.spans.map((span) => span.spanContext().traceId)).size).toBe(2);
  });

  it('are not recorded if their sender is not, from service to service', async () => {
    const sender = { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: TraceFlags.NONE };
    const last = await context.with(trace.setSpanContext(ROOT_CONTEXT, sender), () =>
      firstValueFrom(statistics.send('trace', {})),
    );
    expect(last).toMatchObject({ traceId: TRACE_ID, traceFlags: TraceFlags.NONE });
    expect(recorder.spans).toHaveLength(0);
  });

  it('have a span until their last answer', async () => {
    const counted = math.send<number>('count', 3).pipe(toArray());
    expect(await inRoot(() => firstValueFrom(counted))).toEqual([1, 2, 3]);
    expect(recorder.tree()).toBe('root\n  MathController.count');
  });

  it('reach request-scoped controllers in the same way', async () => {
    expect(await inRoot(() => firstValueFrom(math.send('tally', {})))).toBe(
      'TallyController.tally',
    );
    expect(recorder.tree()).toBe('root\n  TallyController.tally');
  });

  it('leave the status unset if the handler refuses them', async () => {
    const answer = inRoot(() => firstValueFrom(math.send('refuse', {})));
    await expect(answer).rejects.toMatchObject({ message: 'not today' });
    const { status, events } = recorder.span('MathController.refuse');
    expect([status.code, events.length]).toEqual([SpanStatusCode.UNSET, 0]);
  });

  it('have spans with the status ERROR if the handler fails', async () => {
    const answer = inRoot(() => firstValueFrom(math.send('break', {})));
    await expect(answer).rejects.toMatchObject({ message: 'Internal server error' });
    const { status, events, attributes } = recorder.span('MathController.break');
    expect([status.code, events.length]).toEqual([SpanStatusCode.ERROR, 1]);
    expect(attributes['error.type']).toBe('RangeError');
  });

  it('are never mixed, nor is what is done with their answers', async () => {
    const ask = (mean: number): Promise<number> =>
      inRoot(() => firstValueFrom(statistics.send('mean', [mean, mean])));
    const means = Array.from({ length: 20 }, (_, index) => index + 1);
    const answers = await Promise.all(means.map(ask));
    expect(answers).toEqual(means);
    const valuesByTrace = new Map<string, unknown[]>();
    for (const span of recorder.spans) {
      const value = span.attributes['sum'] ?? span.attributes['numbers'];
      const { traceId } = span.spanContext();
      if (value) valuesByTrace.set(traceId, [...(valuesByTrace.get(traceId) ?? []), value]);
    }
    expect(new Set(valuesByTrace.values())).toEqual(
      new Set(answers.map((mean) => [[mean, mean], 2 * mean])),
    );
  });
});
