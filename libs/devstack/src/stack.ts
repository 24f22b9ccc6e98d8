import { inheritedEnvironment } from './environment.js';
import { launch, type Surroundings } from './launch.js';
import { createDatabases, databaseUrl } from './postgres/databases.js';
import { PostgresServer } from './postgres/postgres-server.js';
import { freePort } from './processes/free-port.js';
import type { OutputLine } from './processes/guarded-process.js';
import { ServiceProcess } from './processes/service-process.js';
import { Watchdog } from './processes/watchdog.js';
import {
  databases,
  migratedServices,
  type ServiceName,
  serviceNames,
  tracedServices,
  untracedServices,
} from './services.js';
import { StateDirectory } from './state-directory.js';

/** The options of `startStack`. */
export interface StackOptions {
  /**
   * The directory for the database files, the logs (`logs/<service>.log`) and the gateway's ledger. It is created
   * if it is missing, and used again if it exists. Only one running stack can use it at a time.
   */
  readonly stateDirectory: string;
  /** The endpoint that the services export their spans to, such as `http://127.0.0.1:4317`. */
  readonly otlpEndpoint: string;
  /**
   * Environment variables for every service. They override those that the stack sets and those that the services
   * inherit from this process: `TRACING_*`, `OTEL_*` except `OTEL_EXPORTER_OTLP_*`, and those that describe the
   * machine, such as `PATH`.
   */
  readonly env?: Readonly<Record<string, string>>;
  /** Environment variables for one service, by its name; they override `env`. */
  readonly serviceEnv?: Readonly<Partial<Record<ServiceName, Readonly<Record<string, string>>>>>;
  /** The ports of the services, by their names. Default: free ports of 127.0.0.1. */
  readonly ports?: Readonly<Partial<Record<ServiceName, number>>>;
  /**
   * The URL of a PostgreSQL server on which the databases are created; its path is ignored. Default: an embedded
   * server.
   */
  readonly databaseUrl?: string | undefined;
  /** Called with each line that a service writes. */
  readonly onOutput?: (line: OutputLine) => void;
  /** Called with a short sentence when each part of the start begins. */
  readonly onProgress?: (message: string) => void;
  /** Ends the start when it aborts, and stops the processes that already run. */
  readonly signal?: AbortSignal;
}

/** The services of `apps/services.json`, each in a process of its own, with one PostgreSQL server for all. */
export interface Stack {
  readonly services: Readonly<Record<ServiceName, ServiceProcess>>;
  /** Returns the URL of one of the databases of the server, such as `orders`. */
  databaseUrl(database: string): string;
  /**
   * Stops the traced services, then the others, then PostgreSQL: with SIGTERM, and SIGKILL for a service that still
   * runs after 10 seconds. A second call waits for the first one.
   */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL, creates and migrates the databases, starts the services from their builds, and resolves once
 * all are ready. All of these processes end when this process does, even if it is killed.
 *
 * @throws {StateDirectoryInUseError} when another stack runs on the directory.
 * @throws {DataDirectoryError} when PostgreSQL does not start on the data in the directory.
 * @throws {DatabaseServerError} when the server refuses to create the databases.
 * @throws {ServiceStartError} when a service is not ready within 30 seconds; its `output` has the last 200 lines.
 * @example
 * const stack = await startStack({ stateDirectory, otlpEndpoint: receiver.endpoint });
 * await fetch(`${stack.services.orders.url}/orders`, { method: 'POST', body, headers });
 * await stack.stop();
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const teardown = new Teardown();
  try {
    return await start(options, teardown);
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

async function start(options: StackOptions, teardown: Teardown): Promise<Stack> {
  const { signal, onProgress } = options;
  const state = await StateDirectory.open(options.stateDirectory);
  teardown.defer(() => state.close());
  const watchdog = new Watchdog();
  teardown.defer(() => watchdog.stop());

  const serverUrl = options.databaseUrl ?? (await startPostgres());
  onProgress?.('Preparing the databases');
  await createDatabases(serverUrl, databases);
  const surroundings = await surround(options, state, serverUrl);
  const services = createServices(options, surroundings, state, watchdog);
  const stop = (names: readonly ServiceName[]): Promise<unknown> =>
    Promise.all(names.map((name) => services[name].stop()));
  teardown.defer(() => stop(untracedServices));
  teardown.defer(() => stop(tracedServices));

  await Promise.all(
    migratedServices.map((name) => services[name].run(['dist/migrate.js'], signal)),
  );
  onProgress?.(`Starting ${serviceNames.join(', ')}`);
  await Promise.all(serviceNames.map((name) => services[name].start(signal)));

  return {
    services,
    databaseUrl: (database) => surroundings.databaseUrl(database),
    stop: () => teardown.run(),
  };

  async function startPostgres(): Promise<string> {
    onProgress?.('Starting PostgreSQL');
    const server = await PostgresServer.start({
      stateDirectory: state.path,
      logFile: state.logFile('postgres'),
      watchdog,
      signal,
    });
    teardown.defer(() => server.stop());
    return server.url;
  }
}

async function surround(
  { ports, otlpEndpoint }: StackOptions,
  { ledgerFile }: StateDirectory,
  serverUrl: string,
): Promise<Surroundings> {
  const urls: [ServiceName, string][] = [];
  for (const name of serviceNames) {
    urls.push([name, `http://127.0.0.1:${ports?.[name] ?? (await freePort())}`]);
  }
  return {
    urls: byName(urls),
    otlpEndpoint,
    ledgerFile,
    databaseUrl: (database) => databaseUrl(serverUrl, database),
  };
}

function createServices(
  { env, serviceEnv, onOutput }: StackOptions,
  surroundings: Surroundings,
  state: StateDirectory,
  watchdog: Watchdog,
): Record<ServiceName, ServiceProcess> {
  const create = (name: ServiceName): ServiceProcess => {
    const launched = launch(name, surroundings);
    return new ServiceProcess({
      ...launched,
      name,
      url: surroundings.urls[name],
      env: { ...inheritedEnvironment(), ...launched.env, ...env, ...serviceEnv?.[name] },
      logFile: state.logFile(name),
      watchdog,
      onOutput,
    });
  };
  return byName(serviceNames.map((name) => [name, create(name)]));
}

function byName<Value>(entries: readonly (readonly [ServiceName, Value])[]) {
  return Object.fromEntries(entries) as Record<ServiceName, Value>;
}

/** The steps that stop what was started, which run in the reverse order of the starts. */
class Teardown {
  readonly #steps: (() => unknown)[] = [];
  #done: Promise<void> | undefined;

  defer(step: () => unknown): void {
    this.#steps.push(step);
  }

  run(): Promise<void> {
    return (this.#done ??= this.#runAll());
  }

  async #runAll(): Promise<void> {
    for (const step of this.#steps.toReversed()) await step();
  }
}
