import pg, { type PoolConfig } from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { tracedClient } from '#database/postgresql/traced-client.js';
import { tracedPool } from '#database/postgresql/traced-pool.js';

type Pg = typeof pg;

/**
 * Returns `options` by which TypeORM opens traced connections. For a database other than PostgreSQL it returns them
 * unchanged.
 */
export function withTracedDriver<T extends DataSourceOptions>(options: T): T {
  if (options.type !== 'postgres') return options;
  return { ...options, driver: tracedDriver((options.driver as Pg | undefined) ?? pg) };
}

function tracedDriver(driver: Pg): Pg {
  class TracedPool extends driver.Pool {
    constructor(config?: PoolConfig) {
      super(config);
      tracedPool(this);
    }
  }
  // A copy would read `pg.native`, a getter that loads the native driver, so this object inherits from the driver.
  return Object.create(driver, {
    Client: { value: tracedClient(driver.Client) },
    Pool: { value: TracedPool },
  }) as Pg;
}
