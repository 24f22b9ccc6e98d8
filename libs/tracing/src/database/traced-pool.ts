import { context } from '@opentelemetry/api';
import type { Pool } from 'pg';
import { type ClientClass, tracedClient } from './traced-client.js';

/** The members of a pool that pg does not declare. */
interface PoolInternals {
  Client: ClientClass;
}

type Connect = (callback?: (...args: unknown[]) => void) => unknown;

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
  const connect = pool.connect.bind(pool) as Connect;
  const tracedConnect: Connect = (callback) =>
    callback ? connect(context.bind(context.active(), callback)) : connect();
  Object.defineProperty(pool, 'connect', {
    value: tracedConnect,
    configurable: true,
    writable: true,
  });
  return pool;
}
