import type { Type } from '@nestjs/common';
import { DataSource, type MigrationInterface } from 'typeorm';
import { readDatabaseUrl } from '../environment.js';
import { runProgram } from '../run-program.js';

/**
 * Runs those migrations of the service `name` that its database does not have yet, and writes their names to standard
 * output. Processes that call this at the same time run one after the other. If a migration fails, writes one sentence
 * to standard error and ends the process with code 1.
 *
 * @example
 * await runMigrations('orders', [CreateOrders1795000000000]);
 */
export function runMigrations(name: string, migrations: Type<MigrationInterface>[]): Promise<void> {
  return runProgram(async () => {
    const database = new DataSource({ type: 'postgres', url: readDatabaseUrl(name), migrations });
    const lock = (await database.initialize()).createQueryRunner();
    await lock.query(`SELECT pg_advisory_lock(0, hashtext('migrations'))`);
    for (const run of await database.runMigrations()) console.log(`Migrated ${run.name}`);
    await lock.release();
    await database.destroy();
  });
}
