import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresServer, Watchdog } from '@traced/devstack';

export interface Postgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** A PostgreSQL server of a spec's own, empty, and gone without a trace after `stop`. */
export async function startPostgres(): Promise<Postgres> {
  const directory = await mkdtemp(join(tmpdir(), 'traced-postgres-'));
  const watchdog = new Watchdog();
  const logFile = join(directory, 'postgres.log');
  const server = await PostgresServer.start({ stateDirectory: directory, logFile, watchdog });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      watchdog.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
