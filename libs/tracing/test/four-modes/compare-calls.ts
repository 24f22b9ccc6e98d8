import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withTracedDriver } from '#database/typeorm/traced-driver.js';
import { tracedPool } from '#database/postgresql/traced-pool.js';
import { type Postgres, startPostgres } from '../postgres.js';
import { type Calls, seeCall } from './call.js';
import { connectionCalls } from './calls/connections.js';
import { queryCalls } from './calls/queries.js';
import { streamCalls } from './calls/streams.js';
import { transactionCalls } from './calls/transactions.js';
import { dataSourceSteps, runnerSteps } from './typeorm/data-source.js';
import { driverSteps } from './typeorm/driver.js';
import { entitySteps } from './typeorm/entities.js';
import { type Steps, seeSteps } from './typeorm/place.js';
import { schemaSteps } from './typeorm/schema.js';

export const CALLS: Calls = {
  ...queryCalls,
  ...streamCalls,
  ...connectionCalls,
  ...transactionCalls,
};

export const STEPS: Steps = {
  ...entitySteps,
  ...runnerSteps,
  ...dataSourceSteps,
  ...driverSteps,
  // The last of them clears the database.
  ...schemaSteps,
};

/** Runs some work as the application of a mode does, such as within a request that is not sampled. */
export type Mode = <T>(work: () => Promise<T>) => Promise<T>;

/** Declares one test for each way to use pg: whatever can be observed is the same with a traced pool. */
export function compareCalls(title: string, inMode: Mode): void {
  describe(`a traced pool ${title} behaves as a plain one`, () => {
    let postgres: Postgres;
    beforeAll(async () => {
      postgres = await startPostgres();
    });
    afterAll(() => postgres.stop());

    it.each(Object.entries(CALLS))('with %s', async (_, call) => {
      const plain = await seeCall(call, postgres.url, (pool) => pool);
      const traced = await inMode(() => seeCall(call, postgres.url, tracedPool));
      expect(traced).toEqual(plain);
    });

    it('with everything that TypeORM does', async () => {
      const plain = await seeSteps(STEPS, postgres.url, (options) => options);
      const traced = await inMode(() => seeSteps(STEPS, postgres.url, withTracedDriver));
      expect(traced).toEqual(plain);
    });
  });
}
