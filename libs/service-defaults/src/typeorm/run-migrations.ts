import type { Type } from '@nestjs/common';
import { DataSource, type MigrationInterface } from 'typeorm';
import { readDatabaseUrl } from '../environment.js';
import { runProgram } from '../run-program.js';

/**
 * Runs the migrations that the service's database does not have yet, and names them on standard
 * output. Processes that do so at the same time wait for each other. A failure ends the process with
 * code 1 and one sentence.
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
