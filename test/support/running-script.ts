import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Watchdog } from '@traced/devstack';

const READY_MILLIS = 150_000;
const PATIENCE_MILLIS = 10_000;

interface ScriptOptions {
  /** The folder whose `package.json` has the script. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Ends the script where the test cannot. */
  readonly watchdog: Watchdog;
}

/** A script of a `package.json` that starts a server, with every process below it. */
export class RunningScript {
  readonly #output: string[] = [];
  readonly #lines: AsyncIterator<string>;
  readonly #closed: Promise<unknown>;

  /** The id of the process group that the script leads, in which every process is that the script starts. */
  readonly #group: number;

  private constructor(child: ChildProcessByStdio<null, Readable, Readable>, group: number) {
    this.#group = group;
    // Comes when the last process has let go of the output.
    this.#closed = once(child, 'close');
    child.stderr.on('data', (text) => this.#output.push(String(text)));
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** @param script its name, and arguments for it */
  static async start(
    script: readonly string[],
    { cwd, env, watchdog }: ScriptOptions,
  ): Promise<RunningScript> {
    const child = spawn('npm', ['run', '--silent', ...script], {
      cwd,
      env: { PATH: process.env['PATH'], NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    if (child.pid === undefined) throw (await once(child, 'error'))[0];
    const running = new RunningScript(child, -child.pid);
    watchdog.guard(running.#group, 'SIGKILL');
    child.once('close', () => watchdog.release(running.#group));
    return running;
  }

  /** The URL that the server prints each time that it listens, for which it has 150 seconds. */
  async nextUrl(): Promise<string> {
    const deadline = setTimeout(() => this.#signal('SIGKILL'), READY_MILLIS);
    for (;;) {
      const { done, value } = await this.#lines.next();
      if (done) break;
      this.#output.push(`${value}\n`);
      if (!/^http:\/\/\S+$/.test(value)) continue;
      clearTimeout(deadline);
      return value;
    }
    clearTimeout(deadline);
    throw new Error(`Expected a server that listens, but:\n${this.#output.join('')}`);
  }

  /** Ends every process of the script, by force after 10 seconds. */
  async stop(): Promise<void> {
    this.#signal('SIGTERM');
    const escalation = setTimeout(() => this.#signal('SIGKILL'), PATIENCE_MILLIS);
    await this.#closed;
    clearTimeout(escalation);
  }

  #signal(signal: NodeJS.Signals): void {
    try {
      process.kill(this.#group, signal);
    } catch {
      // None of them runs any more.
    }
  }
}
