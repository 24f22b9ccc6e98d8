import { type DynamicModule, Module } from '@nestjs/common';
import {
  TypeOrmModule,
  type TypeOrmModuleAsyncOptions,
  type TypeOrmModuleOptions,
} from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { withTracedDriver } from './traced-driver.js';

/**
 * `TypeOrmModule` of `@nestjs/typeorm` with a traced connection: same arguments, same providers, same
 * `DataSource`. `TypeOrmModule.forFeature` is used as before. Each query below an active span is one
 * CLIENT span, each transaction one INTERNAL span around its queries. PostgreSQL alone; another
 * database works and is not traced.
 *
 * @example
 * TracedTypeOrmModule.forRootAsync({
 *   inject: [ConfigService],
 *   useFactory: (config: ConfigService) => ({ type: 'postgres', url: config.get('DATABASE_URL') }),
 * })
 */
@Module({})
export class TracedTypeOrmModule {
  static forRoot(options: TypeOrmModuleOptions): DynamicModule {
    return TypeOrmModule.forRoot(withTracedDriver(options as DataSourceOptions));
  }

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
  if (!options) throw new TypeError('TracedTypeOrmModule expects options for its data source.');
  return Promise.resolve(new DataSource(options));
}
