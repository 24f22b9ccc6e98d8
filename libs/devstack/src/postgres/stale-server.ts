import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine } from '../processes/command-line.js';
import { waitUntil } from '../processes/wait-until.js';

const STOP_MILLIS = 5_000;

/**
 * Stops the server that a killed stack left running on a data directory, and removes its pid file. If the process of
 * the pid file is another program that got the same pid later, removes the file alone.
 */
export async function stopStaleServer(dataDirectory: string): Promise<void> {
  const pid = readPid(dataDirectory);
  if (pid === undefined) return;
  const isRunning = async (): Promise<boolean> => isServerOf(dataDirectory, pid);
  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    if (await isRunning()) process.kill(pid, signal);
    await waitUntil(async () => !(await isRunning()), { timeoutMillis: STOP_MILLIS });
  }
  rmSync(join(dataDirectory, 'postmaster.pid'), { force: true });
}

function readPid(dataDirectory: string): number | undefined {
  try {
    const [pid] = readFileSync(join(dataDirectory, 'postmaster.pid'), 'utf8').split('\n');
    return Number(pid);
  } catch {
    return undefined;
  }
}

async function isServerOf(dataDirectory: string, pid: number): Promise<boolean> {
  const command = await commandLine(pid);
  return command?.includes(`postgres -D ${dataDirectory} `) ?? false;
}
