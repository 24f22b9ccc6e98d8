import { appendFileSync } from 'node:fs';
import { get } from 'node:http';
import { ServiceStartError } from '../errors.js';
import { type ExitStatus, GuardedProcess, type OutputLine } from './guarded-process.js';
import { waitUntil } from './wait-until.js';
import type { Watchdog } from './watchdog.js';

const READY_MILLIS = 30_000;
const PROBE_MILLIS = 2_000;
const STOP_MILLIS = 10_000;
const LINES_KEPT = 200;
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
 * A service in a Node process of its own, reached over HTTP.
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

  /** Where the service listens, without a slash at the end; the same after each start. */
  get url(): string {
    return this.#options.url;
  }

  /** Of the process that runs; `undefined` before the first start and after the end. */
  get pid(): number | undefined {
    return this.#process?.status === undefined ? this.#process?.pid : undefined;
  }

  /** The last 200 lines of standard output and standard error, over all starts. */
  get output(): readonly string[] {
    return this.#output;
  }

  /**
   * Runs the service and resolves once `GET /health/ready` answers 200.
   *
   * @throws {ServiceStartError} when it exits before, or is not ready within 30 seconds.
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
   * Runs another program of the service to its end, in the same environment.
   *
   * @throws {ServiceStartError} when it exits with another code than 0, or takes over 30 seconds.
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
   * Sends SIGTERM, and SIGKILL after 10 seconds; the status tells how the process ended. A process
   * that has ended before keeps its status; code and signal are both `null` if there never was one.
   */
  async stop(): Promise<ExitStatus> {
    return this.#process?.stop(STOP_MILLIS) ?? NEVER_RAN;
  }

  /** Sends SIGKILL; else as `stop`. */
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
    spawned.onLine((line) => this.#keep({ ...line, name: this.name }));
    this.#process = spawned;
    return spawned;
  }

  #keep(line: OutputLine): void {
    this.#output.push(line.text);
    if (this.#output.length > LINES_KEPT) this.#output.shift();
    appendFileSync(this.#options.logFile, `${line.text}\n`);
    this.#options.onOutput?.(line);
  }

  #isReady(): Promise<boolean> {
    return new Promise((resolve) => {
      const url = `${this.url}/health/ready`;
      // A connection of its own: a kept one would delay the service's clean stop.
      const request = get(url, { agent: false, timeout: PROBE_MILLIS }, (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      });
      request.on('timeout', () => request.destroy());
      request.on('error', () => resolve(false));
    });
  }
}
