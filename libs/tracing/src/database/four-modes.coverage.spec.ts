import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Pool, Query } from 'pg';
import { DataSource, EntityManager, Repository } from 'typeorm';
import { seeCall } from '../../test/four-modes/call.js';
import { CALLS, STEPS } from '../../test/four-modes/compare-calls.js';
import { PublicMethods } from '../../test/four-modes/public-methods.js';
import { seeSteps } from '../../test/four-modes/typeorm/place.js';
import { type Postgres, startPostgres } from '../../test/postgres.js';

/** The methods that only build a text or a value, and reach no connection. */
const WITHOUT_CONNECTION = [
  'PostgresDriver.compareJsonDefaults',
  'PostgresDriver.isFullTextColumnTypeSupported',
  'PostgresDriver.isUUIDGenerationSupported',
  'PostgresDriver.normalizeDatetimeFunction',
  'PostgresQueryRunner.buildSequenceName',
  'PostgresQueryRunner.buildSequencePath',
  'PostgresQueryRunner.generateIndexName',
  'PostgresQueryRunner.isColumnChanged',
  'PostgresQueryRunner.isDefaultColumnLength',
  'PostgresQueryRunner.isDefaultColumnPrecision',
  'PostgresQueryRunner.isDefaultColumnScale',
  'PostgresQueryRunner.isEnumChanged',
  'PostgresQueryRunner.updateTypeormMetadataSql',
];

describe('the calls that are compared in four modes', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.stop());

  it('reach every public method of the installed pg and TypeORM', async () => {
    const { driver } = new DataSource({ type: 'postgres' });
    const runner = new DataSource({ type: 'postgres' }).createQueryRunner();
    const methods = new PublicMethods({
      Client,
      Pool,
      Query,
      DataSource,
      EntityManager,
      Repository,
      PostgresDriver: driver.constructor as typeof DataSource,
      PostgresQueryRunner: runner.constructor as typeof DataSource,
    });
    for (const call of Object.values(CALLS)) await seeCall(call, postgres.url, (pool) => pool);
    await seeSteps(STEPS, postgres.url, (options) => options);
    methods.stop();
    expect(methods.uncalled).toEqual(WITHOUT_CONNECTION);
  });
});
