import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Watchdog } from '@traced/devstack';
import { toolPath } from './tools.js';

const PATIENCE_MILLIS = 60_000;

type Stream = 'out' | 'error';

/** One application of an ecosystem file. */
interface Pm2App {
  readonly script: string;
  readonly cwd: string;
  readonly exec_mode: 'fork' | 'cluster';
  readonly instances: number;
  readonly node_args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A daemon of PM2 that keeps what it writes in a folder of its own. */
export class Pm2 {
  /** How many applications it has served; each has log files of its own. */
  #served = 0;

  readonly #home: string;

  private constructor(home: string) {
    this.#home = home;
  }

  static async start(home: string, watchdog: Watchdog): Promise<Pm2> {
    await rm(home, { recursive: true, force: true });
    await mkdir(home, { recursive: true });
    const pm2 = new Pm2(home);
    await pm2.run('ping');
    watchdog.guard(Number(await readFile(join(home, 'pm2.pid'), 'utf8')), 'SIGKILL');
    return pm2;
  }

  /** Starts the application; resolves with the URL that it prints. */
  async serve(app: Pm2App): Promise<string> {
    this.#served += 1;
    const config = join(this.#home, 'ecosystem.config.cjs');
    const files = {
      out_file: this.#file('out'),
      error_file: this.#file('error'),
      merge_logs: true,
    };
    const all = { name: 'app', kill_timeout: 20_000, ...files, ...app };
    await writeFile(config, `module.exports = ${JSON.stringify({ apps: [all] })};`);
    await this.run('start', config);
    return this.wrote('out', /^http:\S+$/m);
  }

  /** Resolves with what matches, once the last application has written it: PM2 hands it on a little later. */
  async wrote(stream: Stream, pattern: RegExp): Promise<string> {
    const deadline = performance.now() + PATIENCE_MILLIS;
    for (;;) {
      const [found] = pattern.exec(await this.log(stream)) ?? [];
      if (found !== undefined) return found;
      if (performance.now() > deadline) {
        throw new Error(`Nothing like ${pattern}, but:\n${await this.log('error')}`);
      }
      await setTimeout(100);
    }
  }

  /** What the last application has written. */
  async log(stream: Stream): Promise<string> {
    return readFile(this.#file(stream), 'utf8').catch(() => '');
  }

  /** Runs a command of PM2 to its end, from a folder that has no packages. */
  async run(...args: string[]): Promise<void> {
    const options = { cwd: this.#home, env: { PATH: process.env['PATH'], PM2_HOME: this.#home } };
    await promisify(execFile)(process.execPath, [toolPath('pm2/bin/pm2'), ...args], options);
  }

  async stop(): Promise<void> {
    await this.run('kill');
  }

  #file(stream: Stream): string {
    return join(this.#home, `${this.#served}.${stream}.log`);
  }
}
