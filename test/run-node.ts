import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface StartOptions {
  /** The folder from which packages are resolved; a relative one is of the repository. */
  readonly cwd: string;
  readonly env?: Record<string, string>;
}

interface RunOptions extends StartOptions {
  /** Sent once the process has written its first output. */
  readonly signal?: NodeJS.Signals;
}

interface Started {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<Ended>;
}

/** Starts a Node process of its own. */
export function startNode(args: string[], { cwd, env = {} }: StartOptions): Started {
  const child = spawn(process.execPath, args, {
    cwd: resolve(REPOSITORY, cwd),
    env: { PATH: process.env['PATH'], NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, ended: endOf(child) };
}

/** Runs a Node process of its own to its end. */
export function runNode(args: string[], { signal, ...options }: RunOptions): Promise<Ended> {
  const { child, ended } = startNode(args, options);
  if (signal) child.stdout.once('data', () => child.kill(signal));
  return ended;
}

async function endOf(child: Started['child']): Promise<Ended> {
  const [[code, signal], stdout, stderr] = await Promise.all([
    once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, signal, stdout, stderr };
}
