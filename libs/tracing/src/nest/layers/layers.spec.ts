import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  Catch,
  Controller,
  type DynamicModule,
  type ExceptionFilter,
  Get,
  type INestApplication,
  Injectable,
  type MiddlewareConsumer,
  Module,
  type NestInterceptor,
  type NestModule,
  Param,
  ParseIntPipe,
  Scope,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { APP_GUARD, DiscoveryModule, MetadataScanner, NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { SpanStatusCode } from '@opentelemetry/api';
import type { Observable } from 'rxjs';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { NoTrace } from '#decorators/no-trace.js';
import { Traced } from '#decorators/traced.js';
import { instrumentServers } from '#http/server/instrument-servers.js';
import { TracingModule } from '#nest/tracing.module.js';
import type { LayersOptions } from './layers.options.js';
import type { TracingOptionsFactory } from '#nest/tracing.options.js';

const recorder = new SpanRecorder();
const stop = instrumentServers([]);
beforeEach(() => recorder.reset());
afterAll(stop);

type Next = (error?: unknown) => void;

class OutOfStock extends Error {}

@Injectable()
class GlobalGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

class RolesGuard implements CanActivate {
  async canActivate(): Promise<boolean> {
    return true;
  }
}

@Injectable()
class TimingInterceptor implements NestInterceptor {
  intercept(_context: unknown, next: CallHandler): Observable<unknown> {
    return next.handle();
  }
}

@Catch(OutOfStock)
class StockFilter implements ExceptionFilter {
  catch(_error: OutOfStock, host: ArgumentsHost): void {
    host
      .switchToHttp()
      .getResponse<{ status(code: number): { send(body: string): void } }>()
      .status(409)
      .send('out');
  }
}

class LoggerMiddleware {
  use(_request: unknown, _response: unknown, next: Next): void {
    next();
  }
}

function audit(_request: unknown, _response: unknown, next: Next): void {
  next();
}

@Injectable({ scope: Scope.REQUEST })
class OrdersService {
  find(id: number): string {
    if (id === 0) throw new OutOfStock('none left');
    return this.label(id);
  }

  private label(id: number): string {
    return `order ${id}`;
  }

  @NoTrace()
  peek(): void {}
}

const CLOCK = 'CLOCK';

@UseGuards(new RolesGuard())
@UseInterceptors(TimingInterceptor)
@UseFilters(StockFilter)
@Controller('orders')
class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Get(':id')
  find(@Param('id', ParseIntPipe) id: number): string {
    this.orders.peek();
    return this.orders.find(id);
  }
}
Reflect.defineMetadata('design:paramtypes', [OrdersService], OrdersController);

@Module({
  controllers: [OrdersController],
  providers: [
    OrdersService,
    { provide: APP_GUARD, useClass: GlobalGuard },
    { provide: CLOCK, useValue: { now: () => 0 } },
  ],
})
class ShopModule implements NestModule {
  static with(tracing: DynamicModule): DynamicModule {
    return { module: ShopModule, imports: [tracing] };
  }

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(LoggerMiddleware, audit).forRoutes('orders/:id');
  }
}

const ALL: LayersOptions = {
  guards: true,
  pipes: true,
  interceptors: true,
  filters: true,
  middleware: true,
  providers: { include: [/Service$/, CLOCK] },
};

/** Serves one request by `app`, and returns its status and body. */
async function serve(app: INestApplication, path: string): Promise<string> {
  await app.listen(0, '127.0.0.1');
  try {
    const response = await fetch(`${await app.getUrl()}${path}`);
    return `${response.status} ${await response.text()}`;
  } finally {
    await app.close();
  }
}

const create = (tracing: DynamicModule): Promise<INestApplication> =>
  NestFactory.create(ShopModule.with(tracing), { logger: false });

const EVERY_LAYER = `GET /orders/:id
  LoggerMiddleware.use
  audit
  GlobalGuard.canActivate
  RolesGuard.canActivate
  TimingInterceptor.intercept
    ParseIntPipe.transform
    OrdersController.find
      OrdersService.find
        OrdersService.label`;

describe('the option `layers`', () => {
  it('makes every layer of a request a span, each where it runs', async () => {
    const app = await create(TracingModule.forRoot({ layers: ALL }));
    expect(await serve(app, '/orders/7')).toBe('200 order 7');
    expect(recorder.tree()).toBe(EVERY_LAYER);
    expect(recorder.span('RolesGuard.canActivate').attributes['nestjs.type']).toBe('guard');
  });

  it('makes every layer of a request a span in an application by Test.createTestingModule', async () => {
    const tracing = TracingModule.forRoot({ layers: ALL });
    const module = await Test.createTestingModule({
      imports: [ShopModule.with(tracing)],
    }).compile();
    expect(await serve(module.createNestApplication(), '/orders/7')).toBe('200 order 7');
    expect(recorder.tree()).toBe(EVERY_LAYER);
  });

  it('makes an exception filter a span, and the error it catches one of the handler', async () => {
    const app = await create(TracingModule.forRoot({ layers: ALL }));
    expect(await serve(app, '/orders/0')).toBe('409 out');
    expect(recorder.tree()).toContain('\n  StockFilter.catch');
    expect(recorder.span('OrdersService.find').events).toHaveLength(1);
    expect(recorder.span('OrdersController.find').events).toHaveLength(0);
  });

  it('makes every method of every provider a span', async () => {
    @Injectable()
    class StockService {
      count(): number {
        return this.shelves().length;
      }

      private shelves(): string[] {
        return ['A'];
      }
    }
    @Module({
      imports: [TracingModule.forRoot({ layers: { providers: true } })],
      providers: [StockService],
    })
    class StockModule {}
    const app = await NestFactory.createApplicationContext(StockModule, { logger: false });
    expect(app.get(StockService).count()).toBe(1);
    await app.close();
    expect(recorder.tree()).toBe('StockService.count\n  StockService.shelves');
  });

  it('makes no spans of the search for handlers while an application starts', async () => {
    @Module({
      imports: [TracingModule.forRoot({ layers: { providers: true } }), DiscoveryModule],
    })
    class DiscoveringModule {}
    const app = await NestFactory.createApplicationContext(DiscoveringModule, { logger: false });
    app.get(MetadataScanner).getAllMethodNames(OrdersService.prototype);
    await app.close();
    expect(recorder.spans).toEqual([]);
  });

  it('makes one span of a guard that several controllers use, in an application made again', async () => {
    @UseGuards(RolesGuard)
    @Controller('first')
    class FirstController {
      @Get()
      get(): string {
        return 'first';
      }
    }
    @UseGuards(RolesGuard)
    @Controller('second')
    class SecondController {
      @Get()
      get(): string {
        return 'second';
      }
    }
    @Module({
      imports: [TracingModule.forRoot({ layers: { guards: true } })],
      controllers: [FirstController, SecondController],
    })
    class GuardedModule {}
    for (const path of ['/first', '/second']) {
      recorder.reset();
      await serve(await NestFactory.create(GuardedModule, { logger: false }), path);
      expect(recorder.tree()).toMatch(
        /^GET .*\n {2}RolesGuard.canActivate\n {2}\w+Controller.get$/,
      );
    }
  });

  it('sets the layer on the span of a guard with @Traced(), whose other settings are those of the decorator', async () => {
    class DecoratedGuard implements CanActivate {
      @Traced('may enter')
      canActivate(): boolean {
        return true;
      }
    }
    @UseGuards(DecoratedGuard)
    @Controller('decorated')
    class DecoratedController {
      @Get()
      get(): string {
        return 'decorated';
      }
    }
    @Module({
      imports: [TracingModule.forRoot({ layers: { guards: true } })],
      controllers: [DecoratedController],
    })
    class DecoratedModule {}
    await serve(await NestFactory.create(DecoratedModule, { logger: false }), '/decorated');
    expect(recorder.tree()).toBe('GET /decorated\n  may enter\n  DecoratedController.get');
    expect(recorder.span('may enter').attributes['nestjs.type']).toBe('guard');
  });

  it('leaves out what is excluded, by class, name or pattern', async () => {
    @Controller('kept')
    class KeptController {
      @Get()
      get(): string {
        return 'kept';
      }
    }
    @Controller('by-class')
    class ByClassController extends KeptController {}
    @Controller('by-name')
    class ByNameController extends KeptController {}
    @Controller('by-pattern')
    class ByPatternController extends KeptController {}
    const exclude = [ByClassController, 'ByNameController', /^ByPattern/g];
    @Module({
      imports: [TracingModule.forRoot({ layers: { controllers: { exclude } } })],
      controllers: [ByClassController, ByNameController, ByPatternController],
    })
    class ExcludingModule {}
    for (const path of ['/by-class', '/by-name', '/by-pattern']) {
      recorder.reset();
      await serve(await NestFactory.create(ExcludingModule, { logger: false }), path);
      expect(recorder.tree()).toBe(`GET ${path}`);
    }
  });

  it('does not trace the methods that an included value shares with all others in the process', async () => {
    @Module({
      imports: [TracingModule.forRoot({ layers: { providers: { include: ['CURRENCIES'] } } })],
      providers: [{ provide: 'CURRENCIES', useValue: new Set(['EUR']) }],
    })
    class CurrenciesModule {}
    const { has } = Set.prototype;
    const app = await NestFactory.create(CurrenciesModule, { logger: false });
    await app.init();
    await app.close();
    expect(Set.prototype.has).toBe(has);
  });

  it('records on the span of a middleware the error that it passes to `next`', async () => {
    function refuse(_request: unknown, _response: unknown, next: Next): void {
      next(new OutOfStock('refused'));
    }
    @Module({ imports: [TracingModule.forRoot({ layers: { middleware: true } })] })
    class RefusingModule implements NestModule {
      configure(consumer: MiddlewareConsumer): void {
        consumer.apply(refuse).forRoutes('refused');
      }
    }
    await serve(await NestFactory.create(RefusingModule, { logger: false }), '/refused');
    const { status, events } = recorder.span('refuse');
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'refused' });
    expect(events).toHaveLength(1);
  });

  it('traces what a value provides if its token is included', async () => {
    const app = await create(TracingModule.forRoot({ layers: ALL }));
    await app.init();
    app.get<{ now(): number }>(CLOCK).now();
    await app.close();
    expect(recorder.tree()).toBe('CLOCK.now');
  });
});

describe('TracingModule.forRootAsync()', () => {
  @Injectable()
  class Factory implements TracingOptionsFactory {
    createTracingOptions(): { attributes: () => { tenant: string } } {
      return { attributes: () => ({ tenant: 'acme' }) };
    }
  }

  @Module({ providers: [Factory], exports: [Factory] })
  class FactoryModule {}

  it.each([
    ['useFactory', { useFactory: async () => new Factory().createTracingOptions() }],
    ['useClass', { useClass: Factory }],
    ['useExisting', { imports: [FactoryModule], useExisting: Factory }],
  ])('takes its options by %s', async (_, options) => {
    const app = await create(TracingModule.forRootAsync(options));
    await serve(app, '/orders/7');
    expect(recorder.span('OrdersController.find').attributes['tenant']).toBe('acme');
  });

  it('stops the start if its options have none of useFactory, useClass and useExisting', () => {
    expect(() => TracingModule.forRootAsync({})).toThrow(
      expect.objectContaining({ code: 'TRACING_INVALID_OPTIONS' }),
    );
  });
});

describe('TracingModule', () => {
  it('stops the start when an application imports it twice', async () => {
    @Module({ imports: [TracingModule.forRoot(), TracingModule.forRoot({ layers: {} })] })
    class TwiceModule {}
    await expect(
      NestFactory.create(TwiceModule, { logger: false, abortOnError: false }),
    ).rejects.toMatchObject({ code: 'TRACING_ALREADY_REGISTERED' });
  });

  it('gives the spans of a feature the instrumentation scope of forFeature()', async () => {
    @Controller('billing')
    class BillingController {
      @Get()
      bill(): string {
        return 'paid';
      }
    }
    @Module({
      imports: [TracingModule.forFeature({ scope: 'billing' })],
      controllers: [BillingController],
    })
    class BillingModule {}
    @Module({ imports: [TracingModule.forRoot(), BillingModule] })
    class RootModule {}
    const app = await NestFactory.create(RootModule, { logger: false });
    await serve(app, '/billing');
    expect(recorder.span('BillingController.bill').instrumentationScope.name).toBe('billing');
    expect(recorder.span('GET /billing').instrumentationScope.name).toBe('@traced/nest');
  });

  it('leaves the slot `instrument` to others, whose proxies it works with', async () => {
    const proxied: string[] = [];
    const instanceDecorator = <T>(instance: T): T => {
      if (!(instance instanceof OrdersController || instance instanceof GlobalGuard))
        return instance;
      proxied.push(instance.constructor.name);
      return new Proxy(instance, {});
    };
    const app = await NestFactory.create(ShopModule.with(TracingModule.forRoot({ layers: ALL })), {
      logger: false,
      abortOnError: false,
      instrument: { instanceDecorator },
    });
    expect(await serve(app, '/orders/7')).toBe('200 order 7');
    expect(proxied).toContain('OrdersController');
    expect(recorder.tree()).toBe(EVERY_LAYER);
  });
});
