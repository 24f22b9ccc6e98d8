import { DataSource } from 'typeorm';
import { CreateUsers1795000000000 } from './migrations/1795000000000-create-users.js';
import { readDatabaseUrl } from './users.config.js';

try {
  const migrations = [CreateUsers1795000000000];
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
