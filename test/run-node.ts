import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  /** A folder of the repository, from which packages are resolved. */
  readonly cwd: string;
  readonly env?: Record<string, string>;
  /** Sent once the process has written its first output. */
  readonly signal?: NodeJS.Signals;
}

/** Runs a Node process of its own to its end. */
export async function runNode(
  args: string[],
  { cwd, env = {}, signal }: RunOptions,
): Promise<Ended> {
  const child = spawn(process.execPath, args, {
    cwd: fileURLToPath(new URL(`../${cwd}`, import.meta.url)),
    env: { PATH: process.env['PATH'], NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (signal) child.stdout.once('data', () => child.kill(signal));
  const [[code, ended], stdout, stderr] = await Promise.all([
    once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, signal: ended, stdout, stderr };
}
