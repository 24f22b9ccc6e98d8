import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Watchdog } from './watchdog.js';

/** How a process ended: by itself with a code, or by a signal. */
export interface ExitStatus {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One line that a process wrote. */
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

/** A child process that does not outlive this one. */
export class GuardedProcess {
  readonly exited: Promise<ExitStatus>;
  readonly pid: number;
  #status: ExitStatus | undefined;

  private constructor(
    private readonly child: ChildProcess & { readonly pid: number },
    private readonly stopSignal: NodeJS.Signals,
    watchdog: Watchdog,
  ) {
    this.pid = child.pid;
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
      // The terminal's Ctrl-C goes to a whole process group; ours are stopped in order instead.
      detached: true,
      ...options.account,
    });
    if (!isRunning(child)) throw (await once(child, 'error'))[0];
    return new GuardedProcess(child, options.stopSignal, options.watchdog);
  }

  /** `undefined` while the process runs. */
  get status(): ExitStatus | undefined {
    return this.#status;
  }

  onLine(listener: (line: Omit<OutputLine, 'name'>) => void): void {
    const read = (stream: OutputLine['stream'], input: Readable | null): void => {
      if (input === null) return;
      createInterface({ input }).on('line', (text) => listener({ stream, text }));
    };
    read('stdout', this.child.stdout);
    read('stderr', this.child.stderr);
  }

  /** Asks the process to stop, and kills it once `patienceMillis` have passed. */
  async stop(patienceMillis: number): Promise<ExitStatus> {
    const escalation = setTimeout(() => this.child.kill('SIGKILL'), patienceMillis);
    this.child.kill(this.stopSignal);
    const status = await this.exited;
    clearTimeout(escalation);
    return status;
  }

  async kill(): Promise<ExitStatus> {
    this.child.kill('SIGKILL');
    return this.exited;
  }
}

function isRunning(child: ChildProcess): child is ChildProcess & { readonly pid: number } {
  return child.pid !== undefined;
}
