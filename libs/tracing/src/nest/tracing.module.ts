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
 * The module that traces an application. It traces the handlers of controllers, gateways, resolvers, scheduled jobs
 * and event listeners, and the layers that the option `layers` names. It sets the route on the span of each request,
 * and it makes the messages of microservices carry the trace context, both those sent and those received. When the
 * application shuts down, it exports the remaining spans, provided that `app.enableShutdownHooks()` was called.
 *
 * The root module imports it, once. The SDK is not part of it: `node --import @traced/nest/register` starts the SDK,
 * without which nothing is traced.
 *
 * @throws {TracingError} `TRACING_ALREADY_REGISTERED` while the application starts, if the application imports the
 *   module twice
 *
 * @example
 * @Module({ imports: [TracingModule.forRoot()], controllers: [OrdersController] })
 * export class OrdersModule {}
 */
@Module({})
export class TracingModule implements NestModule, OnModuleInit, OnApplicationShutdown {
  readonly #modules: ModulesContainer;
  readonly #config: ApplicationConfig;
  readonly #adapterHost: HttpAdapterHost;
  readonly #layers: LayersOptions;
  readonly #start: ApplicationStart | undefined;

  constructor(
    modules: ModulesContainer,
    config: ApplicationConfig,
    adapterHost: HttpAdapterHost,
    @Inject(TRACING_OPTIONS) options: TracingModuleOptions,
  ) {
    this.#modules = modules;
    this.#config = config;
    this.#adapterHost = adapterHost;
    this.#layers = options.layers ?? {};
    if (applications.has(modules)) throw registeredTwice();
    applications.add(modules);
    setErrorPolicy(options.errors ?? {});
    setRedaction(options.redact ?? {});
    if (options.parentBasedSampler) ports.parentBasedSampler = true;
    if (options.traceResponseHeader) ports.traceResponseHeader = true;
    if (options.attributes) config.addGlobalInterceptor(new TracingInterceptor(options));
    this.#start = this.#layers.providers ? new ApplicationStart(modules) : undefined;
    this.#traceLayers();
    tryToTrace('microservices', () => continueTraces(modules));
  }

  /**
   * Returns the module with `options`, for the imports of the root module.
   *
   * @param options the options; without any, only handlers are traced
   *
   * @example
   * @Module({ imports: [TracingModule.forRoot({ layers: { providers: true } })] })
   * export class OrdersModule {}
   */
  static forRoot(options: TracingModuleOptions = {}): DynamicModule {
    return moduleWith({ useFactory: () => options });
  }

  /**
   * Returns the module with options that other providers make, for the imports of the root module.
   *
   * @throws {TracingError} `TRACING_INVALID_OPTIONS` if `options` has none of `useFactory`, `useClass` and
   *   `useExisting`
   *
   * @example
   * TracingModule.forRootAsync({
   *   inject: [ConfigService],
   *   useFactory: (config: ConfigService) => ({ redact: { hashKey: config.getOrThrow('HASH_KEY') } }),
   * })
   */
  static forRootAsync(options: TracingModuleAsyncOptions): DynamicModule {
    return moduleWith(options);
  }

  /**
   * Returns a module that gives the spans of the module importing it an instrumentation scope of their own, those of
   * its controllers' and its providers' methods. The scope of other spans is the library's own, `@traced/nest`.
   *
   * @param options `scope` is the name of the instrumentation scope
   *
   * @example
   * @Module({ imports: [TracingModule.forFeature({ scope: 'billing' })], providers: [BillingService] })
   * export class BillingModule {}
   */
  static forFeature({ scope }: { readonly scope: string }): DynamicModule {
    return tracingFeature(scope);
  }

  /**
   * Records routes and traces global enhancers. Nest calls this hook after `app.useGlobalGuards()` and its like, and
   * before it registers routes. In a testing module it is the first hook for which the HTTP adapter exists.
   */
  configure(): void {
    tryToTrace('routes', () => recordRoutes(this.#adapterHost));
    this.#traceEnhancers();
  }

  /**
   * Traces the instances of providers and the clients of microservices. Nest calls this hook before those of other
   * modules, as this module is global: every provider exists, and no message has been sent.
   */
  onModuleInit(): void {
    const modules = this.#modules;
    reportLateVariables();
    tryToTrace('the start', () => this.#start?.endAfterLastHook());
    tryToTrace('clients of microservices', () => sendTraceContexts(modules));
    tryToTrace('providers', () => traceProvidedInstances(modules, this.#layers.providers));
    // Nest does not call `configure` of a standalone microservice.
    this.#traceEnhancers();
  }

  /**
   * Exports the spans that have ended. Only global modules that were imported before this one have later hooks; spans
   * of theirs are exported when Nest repeats the signal, or calls `process.exit()`, after all hooks.
   */
  async onApplicationShutdown(signal?: string): Promise<void> {
    await ports.shutdown?.(signal);
  }

  #traceLayers(): void {
    const modules = this.#modules;
    const layers = this.#layers;
    if (needsInstances(layers)) tryToTrace('instances', () => followInstances(modules));
    tryToTrace('scopes', () => nameInstrumentationScopes(modules));
    tryToTrace('handlers', () => traceHandlers(modules, layers));
    this.#traceEnhancers();
    tryToTrace('providers', () => traceProviders(modules, layers.providers));
    tryToTrace('subclasses', () => traceSubclasses(modules));
    tryToTrace('middleware', () => traceMiddleware(layers.middleware));
  }

  #traceEnhancers(): void {
    tryToTrace('enhancers', () => traceEnhancers(this.#modules, this.#config, this.#layers));
  }
}

function moduleWith(options: TracingModuleAsyncOptions): DynamicModule {
  return {
    module: TracingModule,
    global: true,
    imports: options.imports ?? [],
    providers: optionsProviders(options),
    exports: [TRACING_OPTIONS],
  };
}

/**
 * Whether a traced layer may consist of properties of instances. Handlers cannot: decorators mark them on the class.
 */
function needsInstances(layers: LayersOptions): boolean {
  return Object.entries(layers).some(
    ([layer, selection]) => selection && layer !== 'controllers' && layer !== 'handlers',
  );
}

function registeredTwice(): TracingError {
  return new TracingError(
    'TRACING_ALREADY_REGISTERED',
    'TracingModule',
    'TracingModule expects to be imported once in an application, but was imported again: call forRoot() or forRootAsync() in the root module only.',
  );
}
