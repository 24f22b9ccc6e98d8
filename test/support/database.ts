import { Client } from 'pg';

/** @param name under which others see the session */
export async function connect(databaseUrl: string, name = 'test'): Promise<Client> {
  const client = new Client({ connectionString: databaseUrl, application_name: name });
  // A server that stops while a test still asks it fails the query; the connection's own word is for nobody.
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Asks until there is a row. */
export async function firstRow<T extends object>(
  client: Client,
  sql: string,
  values: readonly unknown[],
): Promise<T> {
  for (;;) {
    const { rows } = await client.query<T>(sql, [...values]);
    if (rows[0]) return rows[0];
    await client.query('SELECT pg_sleep(0.01)');
  }
}
