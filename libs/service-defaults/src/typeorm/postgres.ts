import type { Type } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import type { TypeOrmModuleAsyncOptions } from '@nestjs/typeorm';

/** The options of `postgres`. */
export interface PostgresOptions {
  readonly entities: Type[];
  /** The time to wait for a new connection or for a free one of the pool's 20, in milliseconds. Default: 5,000. */
  readonly connectTimeoutMillis?: number;
}

/**
 * Returns the options of a `TypeOrmModule` for the database at `DATABASE_URL`. The module does not wait for a database
 * that cannot be reached: the start fails.
 *
 * @example
 * TracedTypeOrmModule.forRootAsync(postgres({ entities: [User] }))
 */
export function postgres({
  entities,
  connectTimeoutMillis = 5_000,
}: PostgresOptions): TypeOrmModuleAsyncOptions {
  return {
    inject: [ConfigService],
    useFactory: (config: ConfigService) => ({
      type: 'postgres',
      url: config.getOrThrow<string>('DATABASE_URL'),
      entities,
      poolSize: 20,
      connectTimeoutMS: connectTimeoutMillis,
      retryAttempts: 1,
    }),
  };
}
