import { type DynamicModule, Module } from '@nestjs/common';
import {
  TypeOrmModule,
  type TypeOrmModuleAsyncOptions,
  type TypeOrmModuleOptions,
} from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { TracingError } from '#errors.js';
import { withTracedDriver } from './traced-driver.js';

/**
 * Replaces `TypeOrmModule` of `@nestjs/typeorm` and traces its connection. It takes the same arguments and provides the
 * same providers and the same `DataSource`; `TypeOrmModule.forFeature` is used as before. Each query below a recorded
 * span is one CLIENT span, and each transaction is one INTERNAL span around its queries. Only PostgreSQL is traced; any
 * other database works as before.
 *
 * @example
 * TracedTypeOrmModule.forRootAsync({
 *   inject: [ConfigService],
 *   useFactory: (config: ConfigService) => ({ type: 'postgres', url: config.get('DATABASE_URL') }),
 * })
 */
@Module({})
export class TracedTypeOrmModule {
  /** Configures the `DataSource` of the application, as `TypeOrmModule.forRoot` does. */
  static forRoot(options: TypeOrmModuleOptions): DynamicModule {
    return TypeOrmModule.forRoot(withTracedDriver(options as DataSourceOptions));
  }

  /** Configures the `DataSource` with injected providers, as `TypeOrmModule.forRootAsync` does. */
  static forRootAsync(options: TypeOrmModuleAsyncOptions): DynamicModule {
    const createDataSource = options.dataSourceFactory ?? newDataSource;
    return TypeOrmModule.forRootAsync({
      ...options,
      dataSourceFactory: (dataSourceOptions) =>
        createDataSource(dataSourceOptions && withTracedDriver(dataSourceOptions)),
    });
  }
}

function newDataSource(options?: DataSourceOptions): Promise<DataSource> {
  if (!options) {
    throw new TracingError(
      'TRACING_INVALID_OPTIONS',
      'TracedTypeOrmModule.forRootAsync',
      'TracedTypeOrmModule.forRootAsync() needs options for its DataSource, and its factory returned none.',
    );
  }
  return Promise.resolve(new DataSource(options));
}
