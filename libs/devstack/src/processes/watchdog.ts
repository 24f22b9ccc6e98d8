import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../launcher/watchdog.js', import.meta.url));

/**
 * A separate process that ends the processes it guards when this process ends, even by SIGKILL: the operating system
 * closes the pipe between the two in every case.
 */
export class Watchdog {
  readonly #pipe: Writable;

  constructor() {
    const child: ChildProcess & { stdin: Writable } = spawn(process.execPath, [program], {
      detached: true,
      env: {},
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#pipe = child.stdin;
    // A stack works without its watchdog too: then only a SIGKILL of this process would leave the others running.
    this.#pipe.on('error', () => {});
    child.on('error', () => {});
    child.unref();
  }

  /** Sends `signal` to the process `pid` when this process ends, and SIGKILL if it still runs 2.5 seconds later. */
  guard(pid: number, signal: NodeJS.Signals): void {
    this.#pipe.write(`${pid} ${signal}\n`);
  }

  /** Leaves the process `pid` alone from now on. */
  release(pid: number): void {
    this.#pipe.write(`${pid}\n`);
  }

  /** Ends the processes that are still guarded, and then the watchdog. */
  stop(): void {
    this.#pipe.end();
  }
}
