import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StateDirectoryInUseError } from './errors.js';
import { commandLine } from './processes/command-line.js';

interface Holder {
  readonly pid: number;
  readonly command?: string;
}

/**
 * The directory with the database, the logs and the gateway's ledger of a stack; its lock admits one stack at a time.
 */
export class StateDirectory {
  private constructor(readonly path: string) {}

  static async open(path: string): Promise<StateDirectory> {
    const directory = new StateDirectory(resolve(path));
    mkdirSync(directory.path, { recursive: true });
    await directory.#lock();
    rmSync(directory.#logs, { recursive: true, force: true });
    mkdirSync(directory.#logs);
    return directory;
  }

  get ledgerFile(): string {
    return join(this.path, 'ledger.jsonl');
  }

  logFile(name: string): string {
    return join(this.#logs, `${name}.log`);
  }

  close(): void {
    rmSync(this.#lockFile, { force: true });
  }

  get #logs(): string {
    return join(this.path, 'logs');
  }

  get #lockFile(): string {
    return join(this.path, 'lock');
  }

  async #lock(): Promise<void> {
    const holder = this.#holder();
    if (holder?.command && (await commandLine(holder.pid)) === holder.command) {
      throw new StateDirectoryInUseError(this.path, holder.pid);
    }
    rmSync(this.#lockFile, { force: true });
    const ours = { pid: process.pid, command: await commandLine(process.pid) };
    writeFileSync(this.#lockFile, JSON.stringify(ours), { flag: 'wx' });
  }

  #holder(): Holder | undefined {
    try {
      return JSON.parse(readFileSync(this.#lockFile, 'utf8')) as Holder;
    } catch {
      return undefined;
    }
  }
}
