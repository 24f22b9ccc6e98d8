import type { Server } from 'node:http';
import { type BeforeApplicationShutdown, type DynamicModule, Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { APP_FILTER, APP_PIPE, HttpAdapterHost } from '@nestjs/core';
import type { z } from 'zod';
import { healthController } from './health.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { validationPipe } from './validation.pipe.js';

export interface ServiceDefaultsOptions {
  /** What `ConfigService` provides everywhere. A variable that it refuses stops the start. */
  readonly environment: z.ZodObject;
  /** The decorator that injects what runs SQL; `GET /health/ready` sends it one `SELECT 1`. */
  readonly injectDatabase: ParameterDecorator;
}

/**
 * What every service does: reads its environment, parses parameters by their schemas, answers errors
 * as problem details, tells its health, and closes kept connections when it stops. Import it once, in
 * the root module; the module of the database has to be global.
 *
 * @example
 * @Module({
 *   imports: [ServiceDefaultsModule.forRoot({ environment, injectDatabase: InjectDataSource() })],
 * })
 * export class OrdersModule {}
 */
@Module({})
export class ServiceDefaultsModule implements BeforeApplicationShutdown {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

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

  /** Node closes the connections that are idle now; this closes the others after their answer. */
  beforeApplicationShutdown(): void {
    const server: Server = this.adapterHost.httpAdapter.getHttpServer();
    server.keepAliveTimeout = 1;
    server.keepAliveTimeoutBuffer = 0;
  }
}
