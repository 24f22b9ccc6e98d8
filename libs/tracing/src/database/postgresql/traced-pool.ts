import type { Pool } from 'pg';
import { bindCallback } from './run-query.js';
import { overrideMethod } from '#database/override-method.js';
import { type ClientClass, tracedClient } from './traced-client.js';

/** The members of a pool that pg does not declare. */
interface PoolInternals {
  Client: ClientClass;
}

/**
 * Makes the connections that `pool` opens from now on traced ones, and returns the pool. A caller who
 * had to wait for a connection goes on in its own context, not in that of whoever released one.
 *
 * @example
 * const pool = tracedPool(new Pool({ connectionString }));
 */
export function tracedPool<P extends Pool>(pool: P): P {
  const internals = pool as unknown as PoolInternals;
  internals.Client = tracedClient(internals.Client);
  overrideMethod(pool, 'connect', (_pool, args, run) => bindCallback(args, run));
  return pool;
}
