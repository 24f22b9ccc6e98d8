import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  /** The folder from which packages are resolved; a relative one is of the repository. */
  readonly cwd: string;
  readonly env?: Record<string, string>;
  /** What runs. Default: this Node. */
  readonly command?: string;
}

interface RunOptions extends StartOptions {
  /** Sent once the process has written its first output. */
  readonly signal?: NodeJS.Signals;
}

interface Started {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<Ended>;
}

/** A Node process that serves. */
export interface NodeServer extends Started {
  readonly url: string;
  /** Sends SIGTERM, and SIGKILL to a process that ignores it. */
  stop(): Promise<Ended>;
}

/** A net under a process that does not end: longer than any of its own bounds on the slowest machine. */
const STOP_MILLIS = 30_000;

/** Starts a Node process of its own. */
export function startNode(
  args: string[],
  { cwd, env = {}, command = process.execPath }: StartOptions,
): Started {
  const child = spawn(command, args, {
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

/**
 * Starts a Node process of its own that serves, and writes its URL when it does.
 *
 * @throws {Error} with what it wrote, when it ends instead
 */
export async function serveNode(args: string[], options: StartOptions): Promise<NodeServer> {
  const { child, ended } = startNode(args, options);
  const died = ended.then(({ stdout, stderr }) => {
    throw new Error(`Expected a server, but it ended:\n${stdout}${stderr}`);
  });
  const url = await Promise.race([firstUrl(child.stdout), died]);
  return { child, ended, url, stop: () => stop({ child, ended }) };
}

function firstUrl(stdout: Readable): Promise<string> {
  let output = '';
  return new Promise((resolve) => {
    stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const [url] = /http:\S+(?=\s)/.exec(output) ?? [];
      if (url) resolve(url);
    });
  });
}

async function stop({ child, ended }: Started): Promise<Ended> {
  child.kill('SIGTERM');
  const escalation = setTimeout(() => child.kill('SIGKILL'), STOP_MILLIS);
  try {
    return await ended;
  } finally {
    clearTimeout(escalation);
  }
}

async function endOf(child: Started['child']): Promise<Ended> {
  const [[code, signal], stdout, stderr] = await Promise.all([
    once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, signal, stdout, stderr };
}
