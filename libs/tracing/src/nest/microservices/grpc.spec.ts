import 'reflect-metadata';
import { fileURLToPath } from 'node:url';
import {
  Metadata,
  type Server,
  ServerCredentials,
  type ServerDuplexStream,
  status,
} from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Controller,
  Inject,
  type INestApplicationContext,
  Injectable,
  Module,
  type OnModuleInit,
  UseGuards,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type ClientGrpc,
  ClientsModule,
  GrpcMethod,
  type GrpcOptions,
  GrpcStreamCall,
  GrpcStreamMethod,
  RpcException,
  Transport,
} from '@nestjs/microservices';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type TextMapPropagator,
  TraceFlags,
  context,
  propagation,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import {
  type Observable,
  concatMap,
  firstValueFrom,
  from,
  lastValueFrom,
  map,
  range,
  reduce,
  toArray,
} from 'rxjs';
import { endedSpan } from '../../../test/ended-span.js';
import { SpanRecorder, inRoot } from '../../../test/span-recorder.js';
import { instrumentServers } from '#http/server/instrument-servers.js';
import { SpanAttribute, Traced, TracingModule } from '#index.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';

const OWN_CONNECTION = { 'grpc.use_local_subchannel_pool': 1 };

interface Numeral {
  readonly value: number;
}

/** The service as its clients see it. */
interface MathService {
  sum(numbers: { values: number[] }, metadata?: Metadata): Observable<Numeral>;
  refuse(number: Numeral): Observable<Numeral>;
  break(number: Numeral): Observable<Numeral>;
  metadata(number: Numeral, metadata?: Metadata): Observable<{ values: Record<string, string> }>;
  count(to: Numeral, metadata?: Metadata): Observable<Numeral>;
  total(numbers: Observable<Numeral>, metadata?: Metadata): Observable<Numeral>;
  double(numbers: Observable<Numeral>, metadata?: Metadata): Observable<Numeral>;
  negate(numbers: Observable<Numeral>, metadata?: Metadata): Observable<Numeral>;
}

@Injectable()
class Arithmetic {
  @Traced()
  async add(@SpanAttribute('numbers') numbers: readonly number[]): Promise<number> {
    await Promise.resolve();
    return numbers.reduce((sum, number) => sum + number, 0);
  }

  @Traced()
  negate(@SpanAttribute('numbers') value: number): number {
    return -value;
  }
}

class Everybody {
  canActivate(): boolean {
    return true;
  }
}

@Controller()
class MathController {
  readonly #arithmetic: Arithmetic;

  constructor(arithmetic: Arithmetic) {
    this.#arithmetic = arithmetic;
  }

  @GrpcMethod('Math')
  @UseGuards(Everybody)
  async sum({ values }: { values: number[] }): Promise<Numeral> {
    return { value: await this.#arithmetic.add(values) };
  }

  @GrpcMethod('Math')
  refuse(): never {
    throw new RpcException({ code: status.FAILED_PRECONDITION, message: 'not today' });
  }

  @GrpcMethod('Math')
  async break(): Promise<never> {
    await Promise.resolve();
    throw new RangeError('out of numbers');
  }

  @GrpcMethod('Math')
  metadata(_: Numeral, metadata: Metadata): unknown {
    return { values: metadata.getMap() };
  }

  @GrpcMethod('Math')
  count({ value }: Numeral): Observable<Numeral> {
    return range(1, value).pipe(map((value) => ({ value })));
  }

  @GrpcStreamMethod('Math')
  total(numbers: Observable<Numeral>): Observable<Numeral> {
    return numbers.pipe(reduce((total, { value }) => ({ value: total.value + value })));
  }

  @GrpcStreamMethod('Math')
  double(numbers: Observable<Numeral>): Observable<Numeral> {
    return numbers.pipe(
      concatMap(async ({ value }) => ({ value: await this.#arithmetic.add([value, value]) })),
    );
  }

  @GrpcStreamCall('Math')
  negate(call: ServerDuplexStream<Numeral, Numeral>): void {
    call.on('data', ({ value }: Numeral) => call.write({ value: this.#arithmetic.negate(value) }));
    call.on('end', () => call.end());
  }
}

@Module({
  imports: [TracingModule.forRoot({ layers: { guards: true } })],
  controllers: [MathController],
  providers: [Arithmetic],
})
class MathModule {}

/** Asks for the service as Nest's guide does, or earlier. */
@Injectable()
class Mathematician implements OnModuleInit {
  readonly early: MathService;
  late: MathService | undefined;

  readonly #client: ClientGrpc;

  constructor(@Inject('MATH') client: ClientGrpc) {
    this.#client = client;
    this.early = client.getService<MathService>('Math');
  }

  onModuleInit(): void {
    this.late = this.#client.getService<MathService>('Math');
  }

  @Traced()
  half(@SpanAttribute('numbers') value: number): number {
    return value / 2;
  }
}

describe('calls over gRPC', () => {
  const recorder = new SpanRecorder();
  const services: INestApplicationContext[] = [];
  let math: MathService;
  /** The clients that have no connection yet. The first call of each opens it. */
  let unused: ClientGrpc[];
  let mathematician: Mathematician;

  beforeAll(async () => {
    const bound = Promise.withResolvers<number>();
    const options: GrpcOptions['options'] = {
      package: 'math',
      protoPath: fileURLToPath(new URL('../../../test/math.proto', import.meta.url)),
      url: '127.0.0.1:0',
    };
    const service = await NestFactory.createMicroservice(MathModule, {
      transport: Transport.GRPC,
      options: {
        ...options,
        /** Binds the server to a second port, whose number is known, as Nest does not say which port it got. */
        onLoadPackageDefinition(_: unknown, server: Server) {
          server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
            error ? bound.reject(error) : bound.resolve(port),
          );
        },
      },
      logger: false,
    });
    services.push(service);
    await inRoot(() => service.listen());
    recorder.reset();
    const url = `127.0.0.1:${await bound.promise}`;

    @Module({
      imports: [
        TracingModule.forRoot(),
        ClientsModule.register(
          ['MATH', 'UNUSED', 'ALSO_UNUSED'].map((name) => ({
            name,
            transport: Transport.GRPC,
            options: { ...options, url, channelOptions: OWN_CONNECTION },
          })),
        ),
      ],
      providers: [Mathematician],
    })
    class CallersModule {}
    const callers = await NestFactory.createApplicationContext(CallersModule, { logger: false });
    services.push(callers);
    unused = [callers.get('UNUSED'), callers.get('ALSO_UNUSED')];
    mathematician = callers.get(Mathematician);
    math = mathematician.early;
  });
  afterEach(() => recorder.reset());
  afterAll(async () => {
    for (const service of services.toReversed()) await service.close();
  });

  it('makes start-up no trace', () => expect(recorder.started).toBe(0));

  it("have a span of kind SERVER in their caller's trace, as the guards before it have", async () => {
    const answer = await inRoot(() => firstValueFrom(math.sum({ values: [1, 2] })));
    expect(answer).toEqual({ value: 3 });
    expect(recorder.tree()).toBe(
      'root\n  Everybody.canActivate\n  MathController.sum\n    Arithmetic.add',
    );
    const { kind, attributes, parentSpanContext } = recorder.span('MathController.sum');
    expect(kind).toBe(SpanKind.SERVER);
    expect(parentSpanContext).toMatchObject({
      spanId: recorder.span('root').spanContext().spanId,
      isRemote: true,
    });
    expect(attributes).toMatchObject({ 'nestjs.type': 'rpc', 'nestjs.callback': 'sum' });
  });

  it('are traced whenever the service was asked for', async () => {
    await inRoot(
      async () => mathematician.late && firstValueFrom(mathematician.late.count({ value: 1 })),
    );
    expect(recorder.tree()).toBe('root\n  MathController.count');
  });

  it('have a span until the last message of a stream is sent', async () => {
    const counted = await inRoot(() => lastValueFrom(math.count({ value: 3 }).pipe(toArray())));
    expect(counted).toEqual([{ value: 1 }, { value: 2 }, { value: 3 }]);
    expect(recorder.tree()).toBe('root\n  MathController.count');
  });

  /** Returns the attribute `numbers` of all spans in the trace of `root`. */
  function numbersIn(root: ReadableSpan | undefined): unknown[] {
    return recorder.spans
      .filter((span) => span.spanContext().traceId === root?.spanContext().traceId)
      .flatMap(({ attributes }) => attributes['numbers'] ?? []);
  }

  const numbers = from([{ value: 1 }, { value: 2 }]);

  it('have a span until the last message of a stream is received', async () => {
    expect(await inRoot(() => firstValueFrom(math.total(numbers)))).toEqual({ value: 3 });
    expect(recorder.tree()).toBe('root\n  MathController.total');
  });

  it("have the spans that a stream's messages cause in the caller's trace", async () => {
    const doubled = await inRoot(() => lastValueFrom(math.double(numbers).pipe(toArray())));
    expect(doubled).toEqual([{ value: 2 }, { value: 4 }]);
    const negated = await inRoot(() => lastValueFrom(math.negate(numbers).pipe(toArray())));
    expect(negated).toEqual([{ value: -1 }, { value: -2 }]);
    const [doubles, negations] = recorder.spans.filter(({ name }) => name === 'root');
    expect(numbersIn(doubles)).toEqual([1, 1, 2, 2]);
    expect(numbersIn(negations)).toEqual([1, 2]);
  });

  it('begin a trace each if their caller has none', async () => {
    await Promise.all([
      firstValueFrom(math.count({ value: 1 })),
      firstValueFrom(math.total(numbers)),
    ]);
    expect(recorder.spans.map(({ parentSpanContext }) => parentSpanContext)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('are not recorded if their caller is not', async () => {
    const caller = { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: TraceFlags.NONE };
    const { values } = await context.with(trace.setSpanContext(ROOT_CONTEXT, caller), () =>
      firstValueFrom(math.metadata({ value: 0 })),
    );
    expect(values['traceparent']).toBe(`00-${TRACE_ID}-${SPAN_ID}-00`);
    expect(recorder.spans).toHaveLength(0);
  });

  it("carry the caller's own metadata, which stays as it is", async () => {
    const metadata = new Metadata();
    metadata.set('tenant', 'acme');
    metadata.set('traceparent', `00-${TRACE_ID}-${SPAN_ID}-01`);
    const { values } = await inRoot(() => firstValueFrom(math.metadata({ value: 0 }, metadata)));
    const { traceId, spanId } = recorder.span('root').spanContext();
    expect(values).toMatchObject({ tenant: 'acme', traceparent: `00-${traceId}-${spanId}-01` });
    expect(metadata.getMap()).toEqual({
      tenant: 'acme',
      traceparent: `00-${TRACE_ID}-${SPAN_ID}-01`,
    });
  });

  it('are made even if a propagator injects a value that metadata cannot carry', async () => {
    const inject: TextMapPropagator['inject'] = (_context, carrier, setter) =>
      setter.set(carrier, 'x-trace', 'two\nlines');
    propagation.disable();
    propagation.setGlobalPropagator({ inject, extract: (context) => context, fields: () => [] });
    const { values } = await inRoot(() => firstValueFrom(math.metadata({ value: 0 })));
    propagation.disable();
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    expect(values).not.toHaveProperty('x-trace');
  });

  it('leave the status unset if the handler refuses them', async () => {
    const answer = inRoot(() => firstValueFrom(math.refuse({ value: 0 })));
    await expect(answer).rejects.toMatchObject({ code: status.FAILED_PRECONDITION });
    const { status: refused, events } = recorder.span('MathController.refuse');
    expect([refused.code, events.length]).toEqual([SpanStatusCode.UNSET, 0]);
  });

  it('have spans with the status ERROR if the handler fails', async () => {
    const answer = inRoot(() => firstValueFrom(math.break({ value: 0 })));
    await expect(answer).rejects.toMatchObject({ code: status.UNKNOWN });
    const { status: failed, attributes } = recorder.span('MathController.break');
    expect([failed.code, attributes['error.type']]).toEqual([SpanStatusCode.ERROR, 'RangeError']);
  });

  const values = Array.from({ length: 20 }, (_, index) => index + 1);

  function numbersByTrace(): Set<unknown> {
    return new Set(recorder.spans.filter(({ name }) => name === 'root').map(numbersIn));
  }

  it('are never mixed, nor is what is done with their answers', async () => {
    const service = unused.pop()?.getService<MathService>('Math') ?? math;
    const ask = (value: number): Promise<number> => {
      const sum = service.sum({ values: [value, value] });
      return inRoot(() => firstValueFrom(sum.pipe(map(({ value }) => mathematician.half(value)))));
    };
    expect(await Promise.all(values.map(ask))).toEqual(values);
    expect(numbersByTrace()).toEqual(new Set(values.map((value) => [value, value, 2 * value])));
  });

  it('are never mixed, nor is what is done with the messages of a stream', async () => {
    const service = unused.pop()?.getService<MathService>('Math') ?? math;
    const ask = (value: number): Promise<number> => {
      const doubled = service.double(from([{ value }]));
      return inRoot(() =>
        firstValueFrom(doubled.pipe(map(({ value }) => mathematician.half(value)))),
      );
    };
    expect(await Promise.all(values.map(ask))).toEqual(values);
    expect(numbersByTrace()).toEqual(new Set(values.map((value) => [value, value, 2 * value])));
  });

  it.each(['of a trace', 'of no trace'])(
    'that are %s have no span of HTTP/2, to which every call succeeds',
    async (kind) => {
      const restore = instrumentServers([]);
      const call = (): Promise<unknown> => firstValueFrom(math.count({ value: 1 }));
      await (kind === 'of a trace' ? inRoot(call) : call());
      restore();
      await endedSpan(recorder, 'MathController.count');
      const lines =
        kind === 'of a trace' ? ['root', '  MathController.count'] : ['MathController.count'];
      expect(recorder.tree()).toBe(lines.join('\n'));
    },
  );
});
