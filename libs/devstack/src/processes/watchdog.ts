import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../launcher/watchdog.js', import.meta.url));

/**
 * A process of its own that ends the processes it guards once this process is gone, however it
 * went: the pipe between the two closes even on SIGKILL.
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
    // Without a watchdog the stack still works; only a SIGKILL would leave its processes behind.
    this.#pipe.on('error', () => {});
    child.on('error', () => {});
    child.unref();
  }

  guard(pid: number, signal: NodeJS.Signals): void {
    this.#pipe.write(`${pid} ${signal}\n`);
  }

  release(pid: number): void {
    this.#pipe.write(`${pid}\n`);
  }

  /** Ends the watchdog, and whatever it still guards. */
  stop(): void {
    this.#pipe.end();
  }
}
