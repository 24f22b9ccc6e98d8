import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { commandLine } from '../processes/command-line.js';
import { waitUntil } from '../processes/wait-until.js';
import { Watchdog } from '../processes/watchdog.js';
import { repositoryRoot } from '../repository.js';
import { createDatabases, databaseUrl } from './databases.js';
import { PostgresServer } from './postgres-server.js';

const DATABASES = ['orders', 'users', 'payments', 'events'];

let stateDirectory: string;
let watchdog: Watchdog;

beforeEach(() => {
  stateDirectory = mkdtempSync(join(tmpdir(), 'traced-postgres-'));
  watchdog = new Watchdog();
});

afterEach(() => {
  watchdog.stop();
  rmSync(stateDirectory, { recursive: true });
});

function start(): Promise<PostgresServer> {
  return PostgresServer.start({
    stateDirectory,
    logFile: join(stateDirectory, 'postgres.log'),
    watchdog,
  });
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(sql);
  await client.end();
  return rows;
}

async function isGone(pid: number): Promise<boolean> {
  return (await commandLine(pid)) === undefined;
}

/** A server whose parent is a process of its own. */
async function startInParent(): Promise<{ kill(): Promise<void>; serverPid: number }> {
  const dist = join(repositoryRoot, 'libs/devstack/dist');
  const options = { stateDirectory, logFile: join(stateDirectory, 'postgres.log') };
  const script = `
    import { PostgresServer } from '${dist}/postgres/postgres-server.js';
    import { Watchdog } from '${dist}/processes/watchdog.js';
    const watchdog = new Watchdog();
    const server = await PostgresServer.start({ ...${JSON.stringify(options)}, watchdog });
    process.stdout.write(String(server.pid));`;
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [pid] = (await once(parent.stdout, 'data')) as [Buffer];
  return {
    serverPid: Number(pid.toString()),
    kill: async () => {
      parent.kill('SIGKILL');
      await once(parent, 'exit');
    },
  };
}

describe('PostgresServer', () => {
  it('answers on a data directory that it makes, and makes databases once', async () => {
    const server = await start();
    await createDatabases(server.url, DATABASES);
    await createDatabases(server.url, DATABASES);
    for (const database of DATABASES) {
      const url = databaseUrl(server.url, database);
      expect(await query(url, 'SELECT current_database()')).toEqual([
        { current_database: database },
      ]);
    }
    await server.stop();
    expect(await isGone(server.pid)).toBe(true);
  });

  it('has what was written before a restart', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE written AS SELECT 42 AS answer');
    await first.stop();
    const second = await start();
    expect(await query(second.url, 'SELECT answer FROM written')).toEqual([{ answer: 42 }]);
    await second.stop();
  });

  it('is stopped after the SIGKILL of its parent', async () => {
    const { serverPid, kill } = await startInParent();
    await kill();
    expect(await waitUntil(() => isGone(serverPid), { timeoutMillis: 60_000 })).toBe(true);
    expect(existsSync(join(stateDirectory, 'db/postmaster.pid'))).toBe(false);
  });

  it('takes over from a server whose parent was killed a moment ago', async () => {
    const { serverPid, kill } = await startInParent();
    await kill();
    const server = await start();
    expect(await isGone(serverPid)).toBe(true);
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
  });

  it('leaves the process alone that got the pid of a dead server', async () => {
    const first = await start();
    await first.stop();
    writeFileSync(join(stateDirectory, 'db/postmaster.pid'), `${process.pid}\n`);
    const second = await start();
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await second.stop();
  });

  it('says to remove the state when the data directory is of another version', async () => {
    mkdirSync(join(stateDirectory, 'db'));
    writeFileSync(join(stateDirectory, 'db/PG_VERSION'), '17\n');
    await expect(start()).rejects.toThrow(
      expect.objectContaining({
        code: 'DEVSTACK_DATA_DIRECTORY',
        message: expect.stringContaining('remove .traced/ to start with an empty database'),
      }),
    );
  });

  it('says what the server said when the data directory is damaged', async () => {
    const first = await start();
    await first.stop();
    rmSync(join(stateDirectory, 'db/global/pg_control'));
    await expect(start()).rejects.toThrow(
      /pg_control.*remove \.traced\/ to start with an empty database/,
    );
  });

  it('stops the server when the start is given up', async () => {
    const signal = AbortSignal.abort();
    const logFile = join(stateDirectory, 'postgres.log');
    const starting = PostgresServer.start({ stateDirectory, logFile, watchdog, signal });
    await expect(starting).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    expect(existsSync(join(stateDirectory, 'db/postmaster.pid'))).toBe(false);
  });
});
