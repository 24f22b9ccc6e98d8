import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { commandLine } from '../processes/command-line.js';
import { Watchdog } from '../processes/watchdog.js';
import { PostgresServer } from './postgres-server.js';
import { stopStaleServer } from './stale-server.js';

describe('stopStaleServer', () => {
  it('stops the server that runs on the data directory, and only on that one', async () => {
    const stateDirectory = mkdtempSync(join(tmpdir(), 'traced-stale-'));
    const watchdog = new Watchdog();
    const logFile = join(stateDirectory, 'postgres.log');
    const server = await PostgresServer.start({ stateDirectory, logFile, watchdog });

    await stopStaleServer(join(stateDirectory, 'other'));
    expect(await commandLine(server.pid)).toContain('postgres -D');
    await stopStaleServer(join(stateDirectory, 'db'));
    expect(await commandLine(server.pid)).toBeUndefined();
    expect(existsSync(join(stateDirectory, 'db/postmaster.pid'))).toBe(false);

    await server.stop();
    watchdog.stop();
    rmSync(stateDirectory, { recursive: true });
  });
});
