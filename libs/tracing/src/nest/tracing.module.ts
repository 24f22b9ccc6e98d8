import {
  type DynamicModule,
  Inject,
  Module,
  type NestModule,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { APP_INTERCEPTOR, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { ports } from '../span/registry.js';
import { setErrorPolicy } from '../span/error-policy.js';
import { setRedaction } from '../span/redaction.js';
import { noteRoutes } from './note-routes.js';
import { traceControllers } from './trace-controllers.js';
import { traceSubclasses } from './trace-subclasses.js';
import { TracingInterceptor } from './tracing.interceptor.js';
import { TRACING_OPTIONS, type TracingModuleOptions } from './tracing.options.js';

/**
 * Traces the handlers of every controller, notes the routes, and exports what is left when the
 * application shuts down (with `app.enableShutdownHooks()`). Import it once, in the root module.
 * The SDK is started apart, by `node --import @traced/nest/register`; without it nothing is traced.
 *
 * @example
 * @Module({ imports: [TracingModule.forRoot()], controllers: [OrdersController] })
 * export class OrdersModule {}
 */
@Module({})
export class TracingModule implements NestModule, OnApplicationShutdown {
  constructor(
    modules: ModulesContainer,
    private readonly adapterHost: HttpAdapterHost,
    @Inject(TRACING_OPTIONS) options: TracingModuleOptions,
  ) {
    setErrorPolicy(options.errors ?? {});
    setRedaction(options.redact ?? {});
    if (options.parentBasedSampler) ports.parentBasedSampler = true;
    traceControllers(modules);
    traceSubclasses(modules);
  }

  static forRoot(options: TracingModuleOptions = {}): DynamicModule {
    return {
      module: TracingModule,
      providers: [
        { provide: TRACING_OPTIONS, useValue: options },
        { provide: APP_INTERCEPTOR, useClass: TracingInterceptor },
      ],
    };
  }

  /** The last moment before routes are registered, and the first with an adapter in a testing module. */
  configure(): void {
    noteRoutes(this.adapterHost);
  }

  /** Nest repeats the signal once its hooks are done, so the export has to be awaited here. */
  async onApplicationShutdown(): Promise<void> {
    await ports.shutdown?.();
  }
}
