import { appendFileSync } from 'node:fs';
import { get } from 'node:http';
import { ServiceStartError } from '../errors.js';
import { type ExitStatus, GuardedProcess, type OutputLine } from './guarded-process.js';
import { waitUntil } from './wait-until.js';
import type { Watchdog } from './watchdog.js';

const READY_MILLIS = 30_000;
const PROBE_MILLIS = 2_000;
const STOP_MILLIS = 10_000;
const MOST_LINES = 200;
const NEVER_RAN: ExitStatus = { code: null, signal: null };

export interface ServiceProcessOptions {
  readonly name: string;
  readonly url: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly watchdog: Watchdog;
  readonly onOutput?: ((line: OutputLine) => void) | undefined;
}

/**
 * A service of a stack, which runs in a Node process of its own and answers over HTTP.
 *
 * @example
 * await stack.services.payments.kill();
 * await stack.services.payments.start(); // the same port, the same environment
 */
export class ServiceProcess {
  readonly #options: ServiceProcessOptions;
  readonly #output: string[] = [];
  #process: GuardedProcess | undefined;

  constructor(options: ServiceProcessOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  /** The URL of the service, without a slash at the end. It stays the same over all starts. */
  get url(): string {
    return this.#options.url;
  }

  /** The id of the running process; `undefined` before the first start and after the end. */
  get pid(): number | undefined {
    return this.#process?.status === undefined ? this.#process?.pid : undefined;
  }

  /** The last 200 lines that the service wrote to standard output and standard error, over all starts. */
  get output(): readonly string[] {
    return this.#output;
  }

  /**
   * Starts the service, unless it runs already, and resolves once `GET /health/ready` answers 200.
   *
   * @throws {ServiceStartError} when the service exits before that, or is not ready within 30 seconds.
   */
  async start(signal?: AbortSignal): Promise<void> {
    if (this.pid !== undefined) return;
    const process = await this.#spawn();
    const settled = async (): Promise<boolean> =>
      process.status !== undefined || (await this.#isReady());
    const inTime = await waitUntil(settled, { timeoutMillis: READY_MILLIS, signal });
    if (!inTime || process.status !== undefined) {
      throw new ServiceStartError(this.name, process.status, this.output);
    }
  }

  /**
   * Runs another program of the service, such as its migrations, to its end in the environment of the service.
   *
   * @throws {ServiceStartError} when the program exits with another code than 0, or runs for over 30 seconds.
   */
  async run(args: readonly string[], signal?: AbortSignal): Promise<void> {
    const process = await this.#spawn(args);
    const hasEnded = (): boolean => process.status !== undefined;
    await waitUntil(hasEnded, { timeoutMillis: READY_MILLIS, signal });
    if (process.status?.code !== 0) {
      throw new ServiceStartError(this.name, process.status, this.output);
    }
  }

  /**
   * Sends SIGTERM, sends SIGKILL if the process still runs after 10 seconds, and returns how it ended. Returns the
   * status of the last process if none runs, and `null` for code and signal if none was ever started.
   */
  async stop(): Promise<ExitStatus> {
    return this.#process?.stop(STOP_MILLIS) ?? NEVER_RAN;
  }

  /** Sends SIGKILL and returns how the process ended, as `stop` does. */
  async kill(): Promise<ExitStatus> {
    return this.#process?.kill() ?? NEVER_RAN;
  }

  async #spawn(args = this.#options.args): Promise<GuardedProcess> {
    const { cwd, env, watchdog } = this.#options;
    const spawned = await GuardedProcess.spawn(process.execPath, {
      args,
      cwd,
      env,
      watchdog,
      stopSignal: 'SIGTERM',
    });
    spawned.onLine((line) => this.#record({ ...line, name: this.name }));
    this.#process = spawned;
    return spawned;
  }

  #record(line: OutputLine): void {
    this.#output.push(line.text);
    if (this.#output.length > MOST_LINES) this.#output.shift();
    appendFileSync(this.#options.logFile, `${line.text}\n`);
    this.#options.onOutput?.(line);
  }

  #isReady(): Promise<boolean> {
    return new Promise((resolve) => {
      const url = `${this.url}/health/ready`;
      // A connection of its own, because one that stays open would delay the stop of the service.
      const request = get(url, { agent: false, timeout: PROBE_MILLIS }, (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      });
      request.on('timeout', () => request.destroy());
      request.on('error', () => resolve(false));
    });
  }
}
