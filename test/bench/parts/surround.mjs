import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Starts what a service needs: PostgreSQL and a collector, the `receiver`, both named by the variables in `env`. */
export async function surround() {
  const { OtlpReceiver } = await import('@traced/kit');
  const { PostgresServer, Watchdog } = await import('@traced/devstack');
  const stateDirectory = await mkdtemp(join(tmpdir(), 'traced-bench-'));
  const watchdog = new Watchdog();
  const logFile = join(stateDirectory, 'postgres.log');
  const postgres = await PostgresServer.start({ stateDirectory, logFile, watchdog });
  const receiver = await OtlpReceiver.start({ maxTraces: 1_000 });
  return {
    receiver,
    env: { DATABASE_URL: postgres.url, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint },
    async stop() {
      await receiver.stop();
      await postgres.stop();
      watchdog.stop();
      await rm(stateDirectory, { recursive: true, force: true });
    },
  };
}
