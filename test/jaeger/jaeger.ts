import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Watchdog } from '@traced/devstack';

const CONFIG = fileURLToPath(new URL('jaeger.yaml', import.meta.url));
const PROBE_MILLIS = 100;
const PROBES = 300;
const PORTS = ['HEALTH', 'QUERY', 'QUERY_GRPC', 'SAMPLING', 'SAMPLING_GRPC', 'OTLP'] as const;

/** A Jaeger v2 of the path as a process of its own, in memory, which ends when this process does. */
export class Jaeger {
  readonly #child: ChildProcess;
  readonly #watchdog: Watchdog;
  readonly #directory: string;
  readonly #ports: Readonly<Record<string, number>>;

  private constructor(
    child: ChildProcess,
    watchdog: Watchdog,
    directory: string,
    ports: Readonly<Record<string, number>>,
  ) {
    this.#child = child;
    this.#watchdog = watchdog;
    this.#directory = directory;
    this.#ports = ports;
  }

  /** Starts Jaeger, which has services sample this ratio of their traces. */
  static async start(ratio: number): Promise<Jaeger> {
    const directory = await mkdtemp(join(tmpdir(), 'traced-jaeger-'));
    await writeRatio(directory, ratio);
    const ports = await freePorts();
    const log = await open(join(directory, 'log'), 'w');
    const child = spawn('jaeger', ['--config', CONFIG], {
      env: {
        PATH: process.env['PATH'],
        STRATEGIES_FILE: strategiesFile(directory),
        ...Object.fromEntries(PORTS.map((name) => [`${name}_PORT`, String(ports[name])])),
      },
      stdio: ['ignore', log.fd, log.fd],
    });
    await once(child, 'spawn');
    await log.close();
    const watchdog = new Watchdog();
    if (child.pid !== undefined) watchdog.guard(child.pid, 'SIGTERM');
    const jaeger = new Jaeger(child, watchdog, directory, ports);
    await jaeger.#waitUntilHealthy();
    return jaeger;
  }

  /** The address of the query API. */
  get url(): string {
    return `http://127.0.0.1:${this.#ports['QUERY']}`;
  }

  /** The address to which services export over gRPC. */
  get otlpEndpoint(): string {
    return `http://127.0.0.1:${this.#ports['OTLP']}`;
  }

  /** The address from which services fetch how to sample. */
  get samplingEndpoint(): string {
    return `http://127.0.0.1:${this.#ports['SAMPLING']}/sampling`;
  }

  /** Has services sample this ratio of their traces from now on. */
  async setRatio(ratio: number): Promise<void> {
    await writeRatio(this.#directory, ratio);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exited = once(this.#child, 'exit');
      this.#child.kill();
      await exited;
    }
    this.#watchdog.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #waitUntilHealthy(): Promise<void> {
    for (let probe = 0; probe < PROBES && this.#child.exitCode === null; probe++) {
      const url = `http://127.0.0.1:${this.#ports['HEALTH']}/status`;
      const response = await fetch(url).catch(() => undefined);
      if (response?.ok === true) return;
      await sleep(PROBE_MILLIS);
    }
    const log = await readFile(join(this.#directory, 'log'), 'utf8');
    await this.stop();
    throw new Error(`Expected Jaeger to become healthy within 30 s, but it wrote:\n${log}`);
  }
}

function strategiesFile(directory: string): string {
  return join(directory, 'strategies.json');
}

function writeRatio(directory: string, ratio: number): Promise<void> {
  const strategies = { default_strategy: { type: 'probabilistic', param: ratio } };
  return writeFile(strategiesFile(directory), JSON.stringify(strategies));
}

/** Returns a port for each name, on which no process listens; they are free at once, so that all differ. */
async function freePorts(): Promise<Record<string, number>> {
  const servers = await Promise.all(
    PORTS.map(async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return Object.fromEntries(PORTS.map((name, index) => [name, ports[index] ?? 0]));
}
