import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataDirectoryError } from '../errors.js';
import { freePort } from '../processes/free-port.js';
import { GuardedProcess } from '../processes/guarded-process.js';
import { waitUntil } from '../processes/wait-until.js';
import type { Watchdog } from '../processes/watchdog.js';
import { serverAccount } from './account.js';
import { openDataDirectory } from './data-directory.js';
import { nativeDirectory } from './native.js';
import { stopStaleServer } from './stale-server.js';

const READY_MILLIS = 30_000;
const STOP_MILLIS = 5_000;
const LOG_LINES = 20;

// A test may lose its last writes when the power fails, and should not wait for the disk. There is no Unix socket,
// because its path may be too long, and because every user can write to /tmp.
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=150',
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
];

export interface PostgresServerOptions {
  readonly stateDirectory: string;
  readonly logFile: string;
  readonly watchdog: Watchdog;
  readonly signal?: AbortSignal | undefined;
}

/** A PostgreSQL server from an npm package, which listens on a free port of 127.0.0.1. */
export class PostgresServer {
  readonly #process: GuardedProcess;

  private constructor(
    readonly url: string,
    process: GuardedProcess,
  ) {
    this.#process = process;
  }

  static async start(options: PostgresServerOptions): Promise<PostgresServer> {
    const account = serverAccount();
    const native = nativeDirectory(account);
    const dataDirectory = await openDataDirectory({ ...options, native, account });
    await stopStaleServer(dataDirectory);

    const port = await freePort();
    const log = openSync(options.logFile, 'w');
    const process = await GuardedProcess.spawn(join(native, 'bin', 'postgres'), {
      args: ['-D', dataDirectory, '-p', String(port), ...SETTINGS.flatMap((it) => ['-c', it])],
      cwd: dataDirectory,
      env: {},
      stdio: ['ignore', log, log],
      stopSignal: 'SIGINT',
      watchdog: options.watchdog,
      account,
    });
    closeSync(log);

    const server = new PostgresServer(`postgresql://postgres@127.0.0.1:${port}/postgres`, process);
    await server.#ready(dataDirectory, options);
    return server;
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Ends the sessions, writes all data to disk and stops the server; kills it if it still runs after 5 seconds. */
  async stop(): Promise<void> {
    await this.#process.stop(STOP_MILLIS);
  }

  async #ready(dataDirectory: string, options: PostgresServerOptions): Promise<void> {
    const hasSettled = (): boolean =>
      this.#process.status !== undefined || isReady(dataDirectory, this.pid);
    try {
      await waitUntil(hasSettled, { timeoutMillis: READY_MILLIS, signal: options.signal });
    } catch (error) {
      await this.stop();
      throw error;
    }
    if (isReady(dataDirectory, this.pid)) return;
    await this.stop();
    throw startError(dataDirectory, options.logFile);
  }
}

/** Returns whether the last line of the server's pid file says `ready`, which is how `pg_ctl --wait` finds out. */
function isReady(dataDirectory: string, pid: number): boolean {
  try {
    const lines = readFileSync(join(dataDirectory, 'postmaster.pid'), 'utf8').split('\n');
    return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}

function startError(dataDirectory: string, logFile: string): DataDirectoryError {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-LOG_LINES);
  const fatal = lines.find((line) => /FATAL|PANIC/.test(line)) ?? lines.at(-1);
  return new DataDirectoryError(dataDirectory, `it wrote "${fatal}"`, lines);
}
