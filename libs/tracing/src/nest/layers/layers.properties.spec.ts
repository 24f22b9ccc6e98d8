import { EventEmitter } from 'node:events';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type ArgumentsHost,
  type CallHandler,
  Catch,
  Controller,
  Get,
  type INestApplication,
  Injectable,
  type MiddlewareConsumer,
  Module,
  type ModuleMetadata,
  type NestModule,
  NotFoundException,
  Query,
  Scope,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { recordStderrLines } from '../../../test/stderr-lines.js';
import { NoTrace } from '#decorators/no-trace.js';
import { traced } from '#decorators/traced-function.js';
import { instrumentServers } from '#http/server/instrument-servers.js';
import { TracingModule } from '#nest/tracing.module.js';
import type { LayersOptions } from './layers.options.js';

const recorder = new SpanRecorder();
const lines = recordStderrLines();
const stop = instrumentServers([]);
beforeEach(() => recorder.reset());
afterAll(stop);

const ALL: LayersOptions = {
  guards: true,
  pipes: true,
  interceptors: true,
  filters: true,
  middleware: true,
};

interface Response {
  status(code: number): { send(body: string): void };
}

/** Returns classes, of one injection scope, in which the member that Nest calls is a property of each instance. */
function enhancersIn(scope: Scope) {
  @Injectable({ scope })
  class ArrowMiddleware {
    use = (_request: unknown, _response: unknown, next: () => void): void => next();
  }
  @Injectable({ scope })
  class ArrowGuard {
    canActivate = (): boolean => true;
  }
  @Injectable({ scope })
  class ArrowInterceptor {
    intercept = (_context: unknown, next: CallHandler): unknown => next.handle();
  }
  @Injectable({ scope })
  class ArrowPipe {
    readonly transform: (value: string) => string;

    constructor() {
      this.transform = (value) => value.trim();
    }
  }
  @Injectable({ scope })
  @Catch(NotFoundException)
  class ArrowFilter {
    catch = (_error: unknown, host: ArgumentsHost): void =>
      host.switchToHttp().getResponse<Response>().status(418).send('caught');
  }
  return { ArrowMiddleware, ArrowGuard, ArrowInterceptor, ArrowPipe, ArrowFilter };
}

interface Serving {
  readonly middleware?: readonly object[];
  readonly prepare?: (app: INestApplication) => void;
}

/** Serves one request and returns its status. */
async function serve(
  metadata: ModuleMetadata,
  layers: LayersOptions,
  { middleware = [], prepare }: Serving = {},
): Promise<number> {
  @Module({ ...metadata, imports: [TracingModule.forRoot({ layers })] })
  class AppModule implements NestModule {
    configure(consumer: MiddlewareConsumer): void {
      if (middleware.length > 0) consumer.apply(...(middleware as never[])).forRoutes('{*path}');
    }
  }
  const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
  prepare?.(app);
  await app.listen(0, '127.0.0.1');
  try {
    return (await fetch(`${await app.getUrl()}/?q=%20`)).status;
  } finally {
    await app.close();
  }
}

const EVERY_LAYER = [
  'GET /',
  '  ArrowGuard.canActivate',
  '  ArrowInterceptor.intercept',
  '    ArrowPipe.transform',
  '    BooksController.find',
  '  ArrowFilter.catch',
];

describe('a member that Nest calls and that is a property', () => {
  it.each([
    ['of the application', Scope.DEFAULT],
    ['of a request', Scope.REQUEST],
    ['of whoever needs it', Scope.TRANSIENT],
  ])('is traced in every layer, on an instance %s', async (_, scope) => {
    const classes = enhancersIn(scope);
    @UseGuards(classes.ArrowGuard)
    @UseInterceptors(classes.ArrowInterceptor)
    @UseFilters(classes.ArrowFilter)
    @Controller()
    class BooksController {
      @Get()
      find(@Query('q', classes.ArrowPipe) title: string): string {
        if (title === '') throw new NotFoundException();
        return title;
      }
    }
    // Nest itself finds no `use` on the prototype, which stands for an instance that is still to be made.
    const middleware = scope === Scope.DEFAULT ? [classes.ArrowMiddleware] : [];
    expect(await serve({ controllers: [BooksController] }, ALL, { middleware })).toBe(418);
    const [first, ...others] = EVERY_LAYER;
    expect(recorder.tree().split('\n')).toEqual([
      first,
      ...middleware.map(() => '  ArrowMiddleware.use'),
      ...others,
    ]);
    expect(recorder.span('ArrowGuard.canActivate').attributes).toEqual({
      'code.function.name': 'ArrowGuard.canActivate',
      'nestjs.type': 'guard',
    });
    expect(lines).toEqual([]);
  });

  it('is traced on what factories, values and the application itself provide', async () => {
    class ArrowGuard {
      canActivate = (): boolean => true;
    }
    class FactoryGuard extends ArrowGuard {}
    class RequestGuard extends ArrowGuard {}
    class ExistingGuard extends ArrowGuard {}
    class ValueGuard extends ArrowGuard {}
    class GlobalGuard extends ArrowGuard {}
    @UseGuards(new ValueGuard(), { canActivate: () => true })
    @Controller()
    class BooksController {
      @Get()
      find(): void {}
    }
    const providers = [
      { provide: APP_GUARD, useFactory: () => new FactoryGuard() },
      { provide: APP_GUARD, useFactory: () => new RequestGuard(), scope: Scope.REQUEST },
      ExistingGuard,
      { provide: APP_GUARD, useExisting: ExistingGuard },
    ];
    const prepare = (app: INestApplication): void => void app.useGlobalGuards(new GlobalGuard());
    await serve({ controllers: [BooksController], providers }, { guards: true }, { prepare });
    expect(recorder.tree().split('\n').sort()).toEqual([
      '  BooksController.find',
      '  ExistingGuard.canActivate',
      '  FactoryGuard.canActivate',
      '  GlobalGuard.canActivate',
      '  Object.canActivate',
      '  RequestGuard.canActivate',
      '  ValueGuard.canActivate',
      'GET /',
    ]);
  });

  it('is left out where its class is excluded or has opted out', async () => {
    class ExcludedGuard {
      canActivate = (): boolean => true;
    }
    @NoTrace()
    class OptedOutGuard extends ExcludedGuard {}
    @UseGuards(ExcludedGuard, OptedOutGuard, new OptedOutGuard())
    @Controller()
    class BooksController {
      @Get()
      find(): void {}
    }
    const layers = { guards: { exclude: ['ExcludedGuard'] } };
    await serve({ controllers: [BooksController] }, layers);
    expect(recorder.tree()).toBe('GET /\n  BooksController.find');
    expect(lines).toEqual([]);
  });

  it('is left out with one line where it cannot be replaced', async () => {
    class FrozenGuard {
      canActivate = (): boolean => true;

      constructor() {
        Object.freeze(this);
      }
    }
    class AccessorGuard {
      get canActivate(): () => boolean {
        return () => true;
      }
    }
    @UseGuards(FrozenGuard, AccessorGuard, new FrozenGuard())
    @Controller()
    class BooksController {
      @Get()
      find(): void {}
    }
    expect(await serve({ controllers: [BooksController] }, { guards: true })).toBe(200);
    expect(recorder.tree()).toBe('GET /\n  BooksController.find');
    expect(lines.toSorted()).toEqual([
      '[@traced/nest] TracingModule cannot trace AccessorGuard.canActivate, which is an accessor: make it a method.',
      '[@traced/nest] TracingModule cannot trace FrozenGuard.canActivate, which cannot be replaced: do not freeze it, or exclude its class.',
    ]);
  });
});

describe('a function that a provider has as a property', () => {
  it('stays the function that the application has given away, and one line says so', async () => {
    const bus = new EventEmitter();
    class PricesService {
      readonly model = class {};
      readonly client = Object.assign(() => 0, { close: () => {} });
      readonly convert = traced('convert', () => 0);
      onPrice = (): void => {};
      onVolume = (): void => {};

      constructor() {
        bus.on('price', this.onPrice);
      }

      onModuleDestroy(): void {
        bus.off('price', this.onPrice);
      }
    }
    @Injectable({ scope: Scope.REQUEST })
    class QuoteService {
      quote = (): number => 0;
    }
    @Controller()
    class PricesController {
      readonly #quotes: QuoteService;

      constructor(quotes: QuoteService) {
        this.#quotes = quotes;
      }

      @Get()
      find(): number {
        return this.#quotes.quote();
      }
    }
    Reflect.defineMetadata('design:paramtypes', [QuoteService], PricesController);
    const providers = [PricesService, QuoteService];
    await serve({ controllers: [PricesController], providers }, { providers: true });
    expect(bus.listenerCount('price')).toBe(0);
    expect(lines).toEqual([
      "[@traced/nest] TracingModule cannot trace PricesService.onPrice, PricesService.onVolume, which are properties: make them methods, or wrap them with traced('name', fn).",
      "[@traced/nest] TracingModule cannot trace QuoteService.quote, which is a property: make it a method, or wrap its function with traced('name', fn).",
    ]);
  });
});
