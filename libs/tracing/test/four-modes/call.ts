import { type Client, Pool, type PoolClient, type PoolConfig } from 'pg';
import { takeProcessEvents } from '../process-events.js';
import { describeValue } from './describe-value.js';

/** The place of a call: connections of pg, plain or traced, to an empty database. */
export interface Place {
  readonly pool: Pool;
  /** Makes one more pool, as plain or as traced as {@link pool}. The place ends it. */
  readonly anotherPool: (config: PoolConfig) => Pool;
  /** Remembers what happened, such as an event and what came with it. */
  readonly see: (what: string, ...values: readonly unknown[]) => void;
}

/** One way to use pg; returns or throws what is compared, beside what it sees. */
export type Call = (place: Place) => unknown;

export type Calls = Readonly<Record<string, Call>>;

/** The observable facts about one call. */
export interface Seen {
  readonly events: readonly unknown[];
  readonly returned?: unknown;
  readonly thrown?: unknown;
}

/**
 * Makes a call and observes it.
 *
 * @param prepare makes a pool a traced one, or leaves it as it is
 */
export async function seeCall(
  call: Call,
  url: string,
  prepare: (pool: Pool) => Pool,
): Promise<Seen> {
  const events: unknown[] = [];
  const pools: Pool[] = [];
  const see: Place['see'] = (what, ...values) =>
    void events.push([what, ...values.map((value) => describeValue(value))]);
  const anotherPool = (config: PoolConfig): Pool => {
    const pool = prepare(new Pool({ connectionString: url, ...config }));
    pools.push(pool);
    return pool;
  };
  const stopListening = takeProcessEvents({
    unhandledRejection: (error) => see('unhandled', error),
    uncaughtException: (error) => see('uncaught', error),
  });
  try {
    const place = { pool: anotherPool({ max: 2 }), anotherPool, see };
    const outcome = await settled(() => call(place));
    await Promise.allSettled(pools.map(endPool));
    return { events, ...outcome };
  } finally {
    stopListening();
  }
}

/** Ends a pool, and ignores the errors that its connections emit meanwhile. */
async function endPool(pool: Pool): Promise<void> {
  pool.on('error', () => undefined);
  if (!pool.ended) await pool.end();
}

export async function settled(run: () => unknown): Promise<Omit<Seen, 'events'>> {
  try {
    return { returned: describeValue(await run()) };
  } catch (error) {
    return { thrown: describeValue(error) };
  }
}

/** Runs `work` on one connection of the pool. */
export async function onClient<T>(
  { pool }: Place,
  work: (client: PoolClient & Client) => Promise<T> | T,
): Promise<T> {
  const client = (await pool.connect()) as PoolClient & Client;
  try {
    return await work(client);
  } finally {
    client.release();
  }
}
