import { readDatabaseUrl, runProgram } from '@traced/service-defaults';
import { Client } from 'pg';
import { createPayments } from './migrations/1-create-payments.js';

const MIGRATIONS = [createPayments];

async function migrate(database: Client): Promise<void> {
  await database.query('BEGIN');
  await database.query(`SELECT pg_advisory_xact_lock(0, hashtext('migrations'))`);
  await database.query('CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY)');
  for (const { name, sql } of MIGRATIONS) {
    const { rowCount } = await database.query(
      'INSERT INTO migrations (name) VALUES ($1) ON CONFLICT DO NOTHING',
      [name],
    );
    if (rowCount === 0) continue;
    await database.query(sql);
    console.log(`Migrated ${name}`);
  }
  await database.query('COMMIT');
}

await runProgram(async () => {
  const database = new Client({ connectionString: readDatabaseUrl('payments') });
  await database.connect();
  await migrate(database);
  await database.end();
});
