import {
  type DynamicModule,
  Inject,
  Module,
  type NestModule,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import type { LayersOptions } from './layers/layers.options.js';
import { ApplicationConfig, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { TracingError } from '#errors.js';
import { setErrorPolicy } from '#span/failure/policy.js';
import { setRedaction } from '#span/capture/redaction.js';
import { ports } from '#span/ports.js';
import { registered } from '#span/registry.js';
import { ApplicationStart } from './application-start.js';
import { reportLateVariables } from './late-variables.js';
import { sendTraceContexts } from './microservices/trace-clients.js';
import { continueTraces } from './microservices/trace-servers.js';
import { followInstances } from './discovery/instances.js';
import { recordRoutes } from './record-routes.js';
import { traceEnhancers } from './layers/trace-enhancers.js';
import { traceHandlers } from './layers/trace-handlers.js';
import { traceMiddleware } from './layers/trace-middleware.js';
import { traceProvidedInstances, traceProviders } from './layers/trace-providers.js';
import { tryToTrace } from './discovery/try-to-trace.js';
import { traceSubclasses } from './layers/trace-subclasses.js';
import { nameInstrumentationScopes, tracingFeature } from './tracing-feature.js';
import { TracingInterceptor } from './tracing.interceptor.js';
import {
  TRACING_OPTIONS,
  type TracingModuleAsyncOptions,
  type TracingModuleOptions,
  optionsProviders,
} from './tracing.options.js';

const applications = registered('applications', () => new WeakSet<object>());

/**
 * Traces the handlers of every controller, gateway, resolver, scheduled job and event listener, and the
 * layers that the option `layers` names; has messages of microservices carry the trace context in both
 * directions; notes the routes; and exports what is left when the application shuts down (with
 * `app.enableShutdownHooks()`). Import it once, in the root module. The SDK
 * is started apart, by `node --import @traced/nest/register`; without it nothing is traced.
 *
 * @throws {TracingError} `TRACING_ALREADY_REGISTERED` while the application starts, if it is imported twice
 *
 * @example
 * @Module({ imports: [TracingModule.forRoot()], controllers: [OrdersController] })
 * export class OrdersModule {}
 */
@Module({})
export class TracingModule implements NestModule, OnModuleInit, OnApplicationShutdown {
  private readonly start: ApplicationStart | undefined;

  constructor(
    private readonly modules: ModulesContainer,
    private readonly config: ApplicationConfig,
    private readonly adapterHost: HttpAdapterHost,
    @Inject(TRACING_OPTIONS) private readonly options: TracingModuleOptions,
  ) {
    if (applications.has(modules)) throw registeredTwice();
    applications.add(modules);
    setErrorPolicy(options.errors ?? {});
    setRedaction(options.redact ?? {});
    if (options.parentBasedSampler) ports.parentBasedSampler = true;
    if (options.traceResponseHeader) ports.traceResponseHeader = true;
    if (options.attributes) config.addGlobalInterceptor(new TracingInterceptor(options));
    this.start = options.layers?.providers ? new ApplicationStart(modules) : undefined;
    this.traceLayers();
    tryToTrace('microservices', () => continueTraces(modules));
  }

  /** @param options default: handlers alone */
  static forRoot(options: TracingModuleOptions = {}): DynamicModule {
    return this.withOptions({ useFactory: () => options });
  }

  /**
   * The same with options from the container.
   *
   * @example
   * TracingModule.forRootAsync({
   *   inject: [ConfigService],
   *   useFactory: (config: ConfigService) => ({ redact: { hashKey: config.getOrThrow('HASH_KEY') } }),
   * })
   */
  static forRootAsync(options: TracingModuleAsyncOptions): DynamicModule {
    return this.withOptions(options);
  }

  /**
   * Names the instrumentation scope of the spans of the module that imports it: of its controllers' and
   * providers' methods. Default: the library's own, `@traced/nest`.
   *
   * @example
   * @Module({ imports: [TracingModule.forFeature({ scope: 'billing' })], providers: [BillingService] })
   * export class BillingModule {}
   */
  static forFeature({ scope }: { readonly scope: string }): DynamicModule {
    return tracingFeature(scope);
  }

  private static withOptions(options: TracingModuleAsyncOptions): DynamicModule {
    return {
      module: TracingModule,
      global: true,
      imports: options.imports ?? [],
      providers: optionsProviders(options),
      exports: [TRACING_OPTIONS],
    };
  }

  /**
   * The last moment before routes are registered, the first with an adapter in a testing module, and after
   * `app.useGlobalGuards()` and its siblings.
   */
  configure(): void {
    tryToTrace('routes', () => recordRoutes(this.adapterHost));
    this.traceEnhancers();
  }

  /** Before those of other modules, as this one is global: every provider is there, and no message is sent yet. */
  onModuleInit(): void {
    const { modules, layers } = this;
    reportLateVariables();
    tryToTrace('the start', () => this.start?.awaitLastHook());
    tryToTrace('clients of microservices', () => sendTraceContexts(modules));
    tryToTrace('providers', () => traceProvidedInstances(modules, layers.providers));
    // A microservice that stands alone is not asked to configure anything.
    this.traceEnhancers();
  }

  /**
   * The last hook but those of global modules that were imported before this one. What they trace is
   * exported when Nest repeats the signal, or calls `process.exit()`, once its hooks are done.
   */
  async onApplicationShutdown(signal?: string): Promise<void> {
    await ports.shutdown?.(signal);
  }

  private traceLayers(): void {
    const { modules, layers } = this;
    if (needsInstances(layers)) tryToTrace('instances', () => followInstances(modules));
    tryToTrace('scopes', () => nameInstrumentationScopes(modules));
    tryToTrace('handlers', () => traceHandlers(modules, layers));
    this.traceEnhancers();
    tryToTrace('providers', () => traceProviders(modules, layers.providers));
    tryToTrace('subclasses', () => traceSubclasses(modules));
    tryToTrace('middleware', () => traceMiddleware(layers.middleware));
  }

  private traceEnhancers(): void {
    const { modules, config, layers } = this;
    tryToTrace('enhancers', () => traceEnhancers(modules, config, layers));
  }

  private get layers(): LayersOptions {
    return this.options.layers ?? {};
  }
}

/** What a framework calls is a method of the class: it finds it by what a decorator left on it. */
function needsInstances(layers: LayersOptions): boolean {
  return Object.entries(layers).some(
    ([layer, selection]) => selection && layer !== 'controllers' && layer !== 'handlers',
  );
}

function registeredTwice(): TracingError {
  return new TracingError(
    'TRACING_ALREADY_REGISTERED',
    'TracingModule',
    'TracingModule expects to be imported once an application, but it was imported before: keep forRoot() or forRootAsync() in the root module alone.',
  );
}
