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
   * Keeps the database files, the logs (`logs/<service>.log`) and the gateway's ledger; made if it
   * is missing, reused if it is there. One running stack per directory.
   */
  readonly stateDirectory: string;
  /** Where the services export their spans to, `http://127.0.0.1:4317` for instance. */
  readonly otlpEndpoint: string;
  /**
   * Variables for every service. They win over those that the stack sets, and over those that the
   * services inherit: `OTEL_*` but for `OTEL_EXPORTER_OTLP_*`, `TRACING_*`, and what a Node process
   * needs of its machine.
   */
  readonly env?: Readonly<Record<string, string>>;
  /** Variables for one service; they win over `env`. */
  readonly serviceEnv?: Readonly<Partial<Record<ServiceName, Readonly<Record<string, string>>>>>;
  /** Fixed ports. Default: free ones. */
  readonly ports?: Readonly<Partial<Record<ServiceName, number>>>;
  /** A server to make the databases on, in place of the embedded one. Its path is not used. */
  readonly databaseUrl?: string | undefined;
  /** Gets each line that a service writes. */
  readonly onOutput?: (line: OutputLine) => void;
  /** Gets a short sentence as each part of the start begins. */
  readonly onProgress?: (message: string) => void;
  /** Gives up the start, and stops what runs already. */
  readonly signal?: AbortSignal;
}

/** The three services and the card gateway over one PostgreSQL server, as processes of their own. */
export interface Stack {
  readonly services: Readonly<Record<ServiceName, ServiceProcess>>;
  /** The URL of one of the databases `orders`, `users`, `payments`, `events`. */
  databaseUrl(database: string): string;
  /**
   * Stops the services with SIGTERM (SIGKILL after 10 seconds), then the gateway, then PostgreSQL.
   * A second call waits for the first.
   */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL, makes and migrates the databases, starts the services from their builds and
 * resolves once all are ready. None of the processes outlives this one, not even on SIGKILL.
 *
 * @throws {StateDirectoryInUseError} when another stack runs on the directory.
 * @throws {DataDirectoryError} when PostgreSQL does not start on the data it holds.
 * @throws {DatabaseServerError} when the server refuses to make the databases.
 * @throws {ServiceStartError} when a service is not ready within 30 seconds; it has the last lines.
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

/** What was started last is stopped first. */
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
