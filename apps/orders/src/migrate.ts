import { DataSource } from 'typeorm';
import { CreateOrders1795000000000 } from './migrations/1795000000000-create-orders.js';
import { readDatabaseUrl } from './orders.config.js';

try {
  const migrations = [CreateOrders1795000000000];
  const database = new DataSource({ type: 'postgres', url: readDatabaseUrl(), migrations });
  const lock = (await database.initialize()).createQueryRunner();
  await lock.query(`SELECT pg_advisory_lock(0, hashtext('migrations'))`);
  for (const { name } of await database.runMigrations()) console.log(`Migrated ${name}`);
  await lock.release();
  await database.destroy();
} catch (error) {
  console.error((error instanceof Error && error.message) || error);
  process.exit(1);
}
