import type { Type } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import type { TypeOrmModuleAsyncOptions } from '@nestjs/typeorm';

export interface PostgresOptions {
  readonly entities: Type[];
  /** How long to wait for a connection, also for one of the pool's 20; 5,000 by default. */
  readonly connectTimeoutMillis?: number;
}

/**
 * The options of a `TypeOrmModule` for the database at `DATABASE_URL`. A start without the database
 * fails at once.
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
