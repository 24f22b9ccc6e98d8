import { Client, DatabaseError } from 'pg';
import { DatabaseServerError } from '../errors.js';

// duplicate_database, and unique_violation when two stacks create a database at the same moment:
// https://www.postgresql.org/docs/current/errcodes-appendix.html
const ALREADY_THERE = new Set(['42P04', '23505']);

/** Returns the URL of another database on the server of `serverUrl`, with its credentials and parameters. */
export function databaseUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/**
 * Creates the databases that the server does not have yet.
 *
 * @throws {DatabaseServerError} when the server cannot be reached or refuses to create one.
 */
export async function createDatabases(
  serverUrl: string,
  databases: readonly string[],
): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  try {
    await client.connect();
    for (const database of await missing(client, databases)) await create(client, database);
  } catch (error) {
    throw new DatabaseServerError(new URL(serverUrl).host, error);
  } finally {
    await client.end();
  }
}

async function missing(client: Client, databases: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ datname: string }>(
    'SELECT datname FROM pg_database WHERE datname = ANY($1)',
    [databases],
  );
  const existing = new Set(rows.map(({ datname }) => datname));
  return databases.filter((database) => !existing.has(database));
}

async function create(client: Client, database: string): Promise<void> {
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
  } catch (error) {
    const code = error instanceof DatabaseError ? error.code : undefined;
    if (code === undefined || !ALREADY_THERE.has(code)) throw error;
  }
}
