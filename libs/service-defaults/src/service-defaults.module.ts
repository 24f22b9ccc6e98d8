import type { Server } from 'node:http';
import { type BeforeApplicationShutdown, type DynamicModule, Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { APP_FILTER, APP_PIPE, HttpAdapterHost } from '@nestjs/core';
import type { z } from 'zod';
import { healthController } from './health.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { validationPipe } from './validation.pipe.js';

/** The options of `ServiceDefaultsModule.forRoot`. */
export interface ServiceDefaultsOptions {
  /**
   * The schema of the variables that `ConfigService` provides in every module. An invalid variable stops the start.
   */
  readonly environment: z.ZodObject;
  /** The decorator that injects an object with `query(sql)`; `GET /health/ready` runs `SELECT 1` with it. */
  readonly injectDatabase: ParameterDecorator;
}

/**
 * The module that every service imports in its root module. It validates the environment, parses parameters by their
 * schemas, answers errors with problem details, answers `GET /health/live` and `GET /health/ready`, and closes idle
 * connections when the service stops. The module of the database has to be global.
 *
 * @example
 * @Module({
 *   imports: [ServiceDefaultsModule.forRoot({ environment, injectDatabase: InjectDataSource() })],
 * })
 * export class OrdersModule {}
 */
@Module({})
export class ServiceDefaultsModule implements BeforeApplicationShutdown {
  readonly #adapterHost: HttpAdapterHost;

  constructor(adapterHost: HttpAdapterHost) {
    this.#adapterHost = adapterHost;
  }

  static forRoot({ environment, injectDatabase }: ServiceDefaultsOptions): DynamicModule {
    return {
      module: ServiceDefaultsModule,
      imports: [
        ConfigModule.forRoot({
          isGlobal: true,
          ignoreEnvFile: true,
          validationSchema: environment,
        }),
      ],
      controllers: [healthController(injectDatabase)],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useValue: validationPipe },
      ],
    };
  }

  /** Makes each busy connection close after its answer; Node itself closes those that are idle. */
  beforeApplicationShutdown(): void {
    const server: Server = this.#adapterHost.httpAdapter.getHttpServer();
    server.keepAliveTimeout = 1;
    server.keepAliveTimeoutBuffer = 0;
  }
}
