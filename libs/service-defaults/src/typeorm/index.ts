export { postgres, type PostgresOptions } from './postgres.js';
export { runMigrations } from './run-migrations.js';
