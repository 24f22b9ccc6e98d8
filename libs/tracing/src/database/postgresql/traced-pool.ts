import type { Pool } from 'pg';
import { bindCallback } from './run-query.js';
import { overrideMethod } from '#database/override-method.js';
import { type ClientClass, tracedClient } from './traced-client.js';

/** The property of a pool that pg's types do not declare. */
interface PoolInternals {
  Client: ClientClass;
}

/**
 * Traces the queries of every connection that `pool` opens from now on, and returns `pool`. A caller that had to wait
 * for a connection continues in its own context, and not in that of the request that released the connection.
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
