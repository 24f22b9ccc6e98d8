import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Watchdog } from './watchdog.js';

/** The way a process ended: by itself with an exit code, or by a signal. */
export interface ExitStatus {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One line that a process wrote to standard output or standard error. */
export interface OutputLine {
  readonly name: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export interface GuardedProcessOptions {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stopSignal: NodeJS.Signals;
  readonly watchdog: Watchdog;
  readonly account?: { readonly uid: number; readonly gid: number } | undefined;
  readonly stdio?: StdioOptions;
}

/** A child process that ends when this process does, even if this process is killed. */
export class GuardedProcess {
  readonly exited: Promise<ExitStatus>;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #stopSignal: NodeJS.Signals;
  #status: ExitStatus | undefined;

  private constructor(
    child: ChildProcess & { readonly pid: number },
    stopSignal: NodeJS.Signals,
    watchdog: Watchdog,
  ) {
    this.pid = child.pid;
    this.#child = child;
    this.#stopSignal = stopSignal;
    watchdog.guard(this.pid, stopSignal);
    child.once('exit', () => watchdog.release(this.pid));
    this.exited = new Promise((resolve) => {
      child.once('close', (code, signal) => resolve((this.#status = { code, signal })));
    });
  }

  static async spawn(command: string, options: GuardedProcessOptions): Promise<GuardedProcess> {
    const child = spawn(command, options.args, {
      cwd: options.cwd,
      env: options.env,
      stdio: options.stdio ?? ['ignore', 'pipe', 'pipe'],
      // A group of its own: the terminal sends Ctrl-C to every process of its group, but a stack stops in an order.
      detached: true,
      ...options.account,
    });
    if (!isRunning(child)) throw (await once(child, 'error'))[0];
    return new GuardedProcess(child, options.stopSignal, options.watchdog);
  }

  /** The way the process ended; `undefined` while it runs. */
  get status(): ExitStatus | undefined {
    return this.#status;
  }

  onLine(listener: (line: Omit<OutputLine, 'name'>) => void): void {
    const read = (stream: OutputLine['stream'], input: Readable | null): void => {
      if (input === null) return;
      createInterface({ input }).on('line', (text) => listener({ stream, text }));
    };
    read('stdout', this.#child.stdout);
    read('stderr', this.#child.stderr);
  }

  /** Sends the stop signal, sends SIGKILL if the process still runs after `patienceMillis`, and waits for its end. */
  async stop(patienceMillis: number): Promise<ExitStatus> {
    const escalation = setTimeout(() => this.#child.kill('SIGKILL'), patienceMillis);
    this.#child.kill(this.#stopSignal);
    const status = await this.exited;
    clearTimeout(escalation);
    return status;
  }

  async kill(): Promise<ExitStatus> {
    this.#child.kill('SIGKILL');
    return this.exited;
  }
}

function isRunning(child: ChildProcess): child is ChildProcess & { readonly pid: number } {
  return child.pid !== undefined;
}
